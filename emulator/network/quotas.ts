import { type Counts, isOtherTenant, UNLIMITED, withUsage } from "../cloud/quotas";
import type { ApiResponse, RegionRequest } from "../http/router";
import { neutronError } from "./errors";

const LIMITS: Counts = {
    network: UNLIMITED,
    subnet: UNLIMITED,
    subnetpool: UNLIMITED,
    port: UNLIMITED,
    rbac_policy: 10,
    security_group: UNLIMITED,
    security_group_rule: UNLIMITED,
};

function limitsFor(request: RegionRequest): Counts {
    if (isOtherTenant(request.param("id")))
        throw neutronError(403, "PolicyNotAuthorized", "rule:get_quota is disallowed by policy");
    return LIMITS;
}

export function getQuota(request: RegionRequest): ApiResponse {
    return { status: 200, body: { quota: limitsFor(request) } };
}

export function getQuotaDetails(request: RegionRequest): ApiResponse {
    const { networks, subnets, ports, securityGroups } = request.region;
    const used = {
        network: networks.size,
        subnet: subnets.size,
        port: ports.size,
        security_group: securityGroups.size,
        security_group_rule: 2 * securityGroups.size,
    };
    return { status: 200, body: { quota: withUsage(limitsFor(request), used, "used") } };
}

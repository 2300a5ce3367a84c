import { type Counts, isOtherTenant, UNLIMITED, withUsage } from "../cloud/quotas";
import type { Region } from "../cloud/region";
import type { ApiResponse, RegionRequest } from "../http/router";
import { neutronError } from "./errors";

const limitsOf = ({ floatingIpQuota }: Region): Counts => ({
    floatingip: floatingIpQuota,
    network: UNLIMITED,
    subnet: UNLIMITED,
    subnetpool: UNLIMITED,
    port: UNLIMITED,
    rbac_policy: 10,
    security_group: UNLIMITED,
    security_group_rule: UNLIMITED,
});

function limitsFor(request: RegionRequest): Counts {
    if (isOtherTenant(request.param("id")))
        throw neutronError(403, "PolicyNotAuthorized", "rule:get_quota is disallowed by policy");
    return limitsOf(request.region);
}

export function getQuota(request: RegionRequest): ApiResponse {
    return { status: 200, body: { quota: limitsFor(request) } };
}

export function getQuotaDetails(request: RegionRequest): ApiResponse {
    const { networks, subnets, ports, securityGroups, floatingIps } = request.region;
    const used = {
        floatingip: floatingIps.size,
        network: networks.size,
        subnet: subnets.size,
        port: ports.size,
        security_group: securityGroups.size,
        security_group_rule: 2 * securityGroups.size,
    };
    return { status: 200, body: { quota: withUsage(limitsFor(request), used, "used") } };
}

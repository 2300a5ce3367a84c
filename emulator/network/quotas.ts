import { type Counts, isForeign, NO_LIMIT, withUse } from "../cloud/quotas";
import { neutronRefusal } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";

const LIMITS: Counts = {
    network: NO_LIMIT,
    subnet: NO_LIMIT,
    subnetpool: NO_LIMIT,
    port: NO_LIMIT,
    rbac_policy: 10,
    security_group: NO_LIMIT,
    security_group_rule: NO_LIMIT,
};

function limitsFor(call: RegionCall): Counts {
    if (isForeign(call))
        throw neutronRefusal(403, "PolicyNotAuthorized", "rule:get_quota is disallowed by policy");
    return LIMITS;
}

export function getQuota(call: RegionCall): Answer {
    return { status: 200, body: { quota: limitsFor(call) } };
}

export function getQuotaDetails(call: RegionCall): Answer {
    const { networks, subnets, ports, securityGroups } = call.region;
    const used = {
        network: networks.size,
        subnet: subnets.size,
        port: ports.size,
        security_group: securityGroups.size,
        security_group_rule: 2 * securityGroups.size,
    };
    return { status: 200, body: { quota: withUse(limitsFor(call), used, "used") } };
}

import { type Counts, isForeign, NO_LIMIT, withUse } from "../cloud/quotas";
import type { FlavorRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { forbidden } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";

export function usage(region: Region): { instances: number; cores: number; ram: number } {
    const used = { instances: 0, cores: 0, ram: 0 };
    for (const server of region.servers.values()) {
        const flavor = region.flavors.get(server.flavorId);
        used.instances += 1;
        used.cores += flavor?.vcpus ?? 0;
        used.ram += flavor?.ramMb ?? 0;
    }
    return used;
}

/** As many as fit between min and max; refuses where not even min fits. */
export function countWithinQuota(region: Region, least: number, most: number, flavor: FlavorRecord): number {
    const used = usage(region);
    const each = { instances: 1, cores: flavor.vcpus, ram: flavor.ramMb };
    let count = most;
    for (const kind of ["instances", "cores", "ram"] as const) {
        const fits = Math.floor((region.quota[kind] - used[kind]) / each[kind]);
        if (fits < least) {
            const requested = each[kind] * least;
            const already = `already used ${used[kind]} of ${region.quota[kind]} ${kind}`;
            throw forbidden(`Quota exceeded for ${kind}: Requested ${requested}, but ${already}`);
        }
        count = Math.min(count, fits);
    }
    return count;
}

const OTHER_LIMITS = {
    key_pairs: NO_LIMIT,
    metadata_items: 128,
    server_groups: NO_LIMIT,
    server_group_members: NO_LIMIT,
    injected_files: 5,
    injected_file_content_bytes: 10240,
    injected_file_path_bytes: 255,
    fixed_ips: NO_LIMIT,
    floating_ips: NO_LIMIT,
    security_groups: NO_LIMIT,
    security_group_rules: NO_LIMIT,
};

function limitsFor(call: RegionCall): Counts {
    if (isForeign(call))
        throw forbidden("Policy doesn't allow os_compute_api:os-quota-sets:show to be performed.");
    return { ...OTHER_LIMITS, ...call.region.quota };
}

export function getQuotaSet(call: RegionCall): Answer {
    return { status: 200, body: { quota_set: { id: call.param("id"), ...limitsFor(call) } } };
}

export function getQuotaSetDetail(call: RegionCall): Answer {
    const quota = withUse(limitsFor(call), usage(call.region));
    return { status: 200, body: { quota_set: { id: call.param("id"), ...quota } } };
}

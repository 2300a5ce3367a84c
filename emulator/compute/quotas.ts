import { type Counts, isOtherTenant, UNLIMITED, withUsage } from "../cloud/quotas";
import type { FlavorRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { forbidden } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";

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

/** As many servers as the quota allows, up to max; an error where it does not allow min. */
export function countWithinQuota(
    region: Region,
    minCount: number,
    maxCount: number,
    flavor: FlavorRecord,
): number {
    const used = usage(region);
    const each = { instances: 1, cores: flavor.vcpus, ram: flavor.ramMb };
    let count = maxCount;
    for (const kind of ["instances", "cores", "ram"] as const) {
        const fits = Math.floor((region.quota[kind] - used[kind]) / each[kind]);
        if (fits < minCount) {
            const requested = each[kind] * minCount;
            const already = `already used ${used[kind]} of ${region.quota[kind]} ${kind}`;
            throw forbidden(`Quota exceeded for ${kind}: Requested ${requested}, but ${already}`);
        }
        count = Math.min(count, fits);
    }
    return count;
}

const OTHER_LIMITS = {
    key_pairs: UNLIMITED,
    metadata_items: 128,
    server_groups: UNLIMITED,
    server_group_members: UNLIMITED,
    injected_files: 5,
    injected_file_content_bytes: 10240,
    injected_file_path_bytes: 255,
    fixed_ips: UNLIMITED,
    floating_ips: UNLIMITED,
    security_groups: UNLIMITED,
    security_group_rules: UNLIMITED,
};

function limitsFor(request: RegionRequest): Counts {
    if (isOtherTenant(request.param("id")))
        throw forbidden("Policy doesn't allow os_compute_api:os-quota-sets:show to be performed.");
    return { ...OTHER_LIMITS, ...request.region.quota };
}

export function getQuotaSet(request: RegionRequest): ApiResponse {
    return { status: 200, body: { quota_set: { id: request.param("id"), ...limitsFor(request) } } };
}

export function getQuotaSetDetail(request: RegionRequest): ApiResponse {
    const quota = withUsage(limitsFor(request), usage(request.region));
    return { status: 200, body: { quota_set: { id: request.param("id"), ...quota } } };
}

export function getLimits({ region }: RegionRequest): ApiResponse {
    const used = usage(region);
    const absolute = {
        maxTotalInstances: region.quota.instances,
        maxTotalCores: region.quota.cores,
        maxTotalRAMSize: region.quota.ram,
        maxServerMeta: 128,
        maxImageMeta: 128,
        maxPersonality: -1,
        maxPersonalitySize: 10240,
        maxTotalKeypairs: -1,
        maxServerGroups: -1,
        maxServerGroupMembers: -1,
        maxTotalFloatingIps: -1,
        maxSecurityGroups: -1,
        maxSecurityGroupRules: -1,
        totalRAMUsed: used.ram,
        totalCoresUsed: used.cores,
        totalInstancesUsed: used.instances,
        totalFloatingIpsUsed: 0,
        totalSecurityGroupsUsed: region.securityGroups.size,
        totalServerGroupsUsed: region.serverGroups.size,
    };
    return { status: 200, body: { limits: { rate: [], absolute } } };
}

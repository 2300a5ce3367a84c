import { forbidden } from "../errors";
import type { FlavorRecord } from "../records";
import type { Region } from "../region";

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

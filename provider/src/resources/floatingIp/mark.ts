import type { FloatingIp } from "../../api/services/floatingIps";
import type { RegionClient } from "../../cloud/regionClient";
import type { Values } from "../../core/properties";

/** Letters and digits only, as a label on NHN Cloud must be; on OpenStack it is in the description. */
export function markOf({ __nonce: nonce }: Values): string {
    return `pulumi${nonce}`;
}

export function isMark(label: string): boolean {
    return /^pulumi[0-9a-f]{32}$/.test(label);
}

export async function withMark(cloud: RegionClient, mark: string): Promise<FloatingIp[]> {
    return (await cloud.floatingIps.list()).filter(
        ({ label, description }) => label === mark || description === mark,
    );
}

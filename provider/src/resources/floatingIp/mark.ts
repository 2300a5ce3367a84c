import type { FloatingIp } from "../../api/services/floatingIps";
import type { RegionClient } from "../../cloud/regionClient";
import type { Values } from "../../core/properties";

/** By which an address is found again: its label at the vendor, which takes letters and digits, elsewhere its description. */
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

import type { Cloud, RegionHandle, RequestLogEntry } from "../emulator";
import { demand, type Scene } from "./example";

/** The servers that exist now. */
export function liveServers(region: RegionHandle) {
    region.catchUp();
    return [...region.servers.values()].filter((server) => server.status !== "DELETED");
}

export function securityGroupNames(region: RegionHandle, groupIds: readonly string[]): string[] {
    return groupIds.map((id) => region.securityGroups.get(id)?.name ?? id).sort();
}

/** The images that are not the cloud's own. */
export function madeImages(region: RegionHandle) {
    region.catchUp();
    return [...region.images.values()].filter((image) => image.visibility === "private");
}

/** What a stack left behind, in words; empty when the cloud is as it was. */
export function leftovers(region: RegionHandle): string[] {
    return [
        ...liveServers(region).map((server) => `server ${server.name} (${server.status})`),
        ...[...region.keypairs.keys()].map((name) => `key pair ${name}`),
        ...madeImages(region).map((image) => `image ${image.name} (${image.status})`),
        ...[...region.volumes.values()]
            .filter((volume) => volume.status !== "available")
            .map((volume) => `volume ${volume.id} (${volume.status})`),
    ];
}

export function demandEmpty({ region }: Scene): void {
    const rest = leftovers(region);
    demand(rest.length === 0, `the cloud still has ${rest.join(", ")}`);
}

/** Requests that change something; asking for a token does not. */
export function changingRequests(requests: readonly RequestLogEntry[]): RequestLogEntry[] {
    return requests.filter(
        ({ method, path }) => method !== "GET" && method !== "HEAD" && !/\/tokens(\?|$)/.test(path),
    );
}

export function unknownRequests(cloud: Cloud): string[] {
    return cloud.unknownRequests.map(({ method, path }) => `${method} ${path}`);
}

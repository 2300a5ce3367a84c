import type { FlavorRecord, SecurityGroupRecord, ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, notFound } from "../http/errors";
import type { RegionCall } from "../http/router";

export function findServer(call: RegionCall): ServerRecord {
    const id = call.param("id");
    const server = call.region.servers.get(id);
    if (!server) throw notFound(`Instance ${id} could not be found.`);
    return server;
}

/** In a body a missing flavor is a bad request. */
export function flavorInBody(region: Region, id: string): FlavorRecord {
    const flavor = region.flavors.get(id);
    if (!flavor) throw badRequest(`Flavor ${id} could not be found.`);
    return flavor;
}

export function flavorOf(region: Region, server: ServerRecord): FlavorRecord | undefined {
    return region.flavors.get(server.flavorId);
}

/** The root disk is on the host. Of the vendor's types this is so for U2 only. */
export function isLocal(flavor: FlavorRecord): boolean {
    return flavor.diskGb > 0;
}

export function isU2(flavor: FlavorRecord | undefined): boolean {
    return flavor?.name.startsWith("u2.") ?? false;
}

export function securityGroupsNamed(region: Region, nameOrId: string): SecurityGroupRecord[] {
    const byId = region.securityGroups.get(nameOrId);
    return byId ? [byId] : [...region.securityGroups.values()].filter(({ name }) => name === nameOrId);
}

export function deviceName(at: number): string {
    return `/dev/vd${String.fromCharCode(97 + at)}`;
}

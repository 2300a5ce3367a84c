import type { ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { formatMicroseconds, formatSeconds } from "../cloud/timestamps";
import { bookmark, type LinkRoots, links } from "../http/links";
import type { RegionRequest } from "../http/router";
import { floatingIpsOf } from "../network/floatingIps";
import { portsOf } from "./interfaces";

export function renderAddresses(
    region: Region,
    server: ServerRecord,
    extended: boolean,
): Record<string, unknown[]> {
    // Without a prototype, since a network may be named "constructor".
    const addresses: Record<string, unknown[]> = Object.create(null);
    if (!server.networkReady) return addresses;
    for (const port of portsOf(region, server)) {
        const name = region.networks.get(port.networkId)?.name ?? port.networkId;
        const shown = (addr: string, type: string) => ({
            version: 4,
            addr,
            ...(extended && { "OS-EXT-IPS:type": type, "OS-EXT-IPS-MAC:mac_addr": port.mac }),
        });
        const floating = floatingIpsOf(region, port).map(({ address }) => shown(address, "floating"));
        addresses[name] = [...(addresses[name] ?? []), shown(port.address, "fixed"), ...floating];
    }
    return addresses;
}

/** The statuses in which Nova shows progress. */
const WITH_PROGRESS = new Set([
    "ACTIVE",
    "BUILD",
    "REBUILD",
    "RESIZE",
    "VERIFY_RESIZE",
    "REVERT_RESIZE",
    "MIGRATING",
    "REBOOT",
    "HARD_REBOOT",
    "PASSWORD",
]);

function renderFault({ fault, status }: ServerRecord): Record<string, unknown> {
    if (!fault || (status !== "ERROR" && status !== "DELETED")) return {};
    return { fault: { code: fault.code, created: formatSeconds(fault.created), message: fault.message } };
}

export function renderServerSummary(request: LinkRoots, server: ServerRecord): Record<string, unknown> {
    return { id: server.id, name: server.name, links: links(request, "servers", server.id) };
}

/** What an update returns; GET shows more. */
export function renderServerBase(
    request: RegionRequest,
    server: ServerRecord,
    extended = false,
): Record<string, unknown> {
    return {
        id: server.id,
        name: server.name,
        status: server.status,
        tenant_id: server.tenantId,
        user_id: server.userId,
        metadata: server.metadata,
        hostId: server.hostId,
        image:
            server.imageId === null
                ? ""
                : { id: server.imageId, links: [bookmark(request, "images", server.imageId)] },
        flavor: { id: server.flavorId, links: [bookmark(request, "flavors", server.flavorId)] },
        created: formatSeconds(server.created),
        updated: formatSeconds(server.updated),
        addresses: renderAddresses(request.region, server, extended),
        accessIPv4: "",
        accessIPv6: "",
        links: links(request, "servers", server.id),
        "OS-DCF:diskConfig": server.diskConfig,
        ...(WITH_PROGRESS.has(server.status) ? { progress: 0 } : {}),
        ...renderFault(server),
    };
}

export function renderServer(request: RegionRequest, server: ServerRecord): Record<string, unknown> {
    const groups = server.securityGroupIds.flatMap((id) => {
        const group = request.region.securityGroups.get(id);
        return group ? [{ name: group.name }] : [];
    });
    return {
        ...renderServerBase(request, server, true),
        "OS-EXT-AZ:availability_zone":
            server.vmState === "error" && server.hostId === "" ? "" : server.availabilityZone,
        config_drive: "",
        key_name: server.keyName,
        ...(request.region.reportsLaunchedAt && {
            "OS-SRV-USG:launched_at":
                server.launchedAt === null ? null : formatMicroseconds(server.launchedAt),
        }),
        "OS-SRV-USG:terminated_at":
            server.terminatedAt === null ? null : formatMicroseconds(server.terminatedAt),
        ...(server.networkReady ? { security_groups: groups } : {}),
        "OS-EXT-STS:task_state": server.taskState,
        "OS-EXT-STS:vm_state": server.vmState,
        "OS-EXT-STS:power_state": server.powerState,
        "NHN-EXT-ATTR:protect": server.protected,
        "os-extended-volumes:volumes_attached": server.attachments.map(({ volumeId }) => ({ id: volumeId })),
    };
}

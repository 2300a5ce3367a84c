import { toMicroseconds, toSeconds } from "../cloud/clock";
import type { ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import type { RegionCall } from "../http/router";
import { portsOf } from "./interfaces";

type Links = Pick<RegionCall, "root" | "bookmarkRoot">;

export function links({ root, bookmarkRoot }: Links, kind: string, id: string): unknown[] {
    return [{ rel: "self", href: `${root}/${kind}/${id}` }, bookmark({ root, bookmarkRoot }, kind, id)];
}

export function bookmark({ bookmarkRoot }: Links, kind: string, id: string): unknown {
    return { rel: "bookmark", href: `${bookmarkRoot}/${kind}/${id}` };
}

export function renderAddresses(
    region: Region,
    server: ServerRecord,
    extended: boolean,
): Record<string, unknown[]> {
    // Without a prototype: a network may be called "constructor".
    const addresses: Record<string, unknown[]> = Object.create(null);
    if (!server.networkReady) return addresses;
    for (const port of portsOf(region, server)) {
        const name = region.networks.get(port.networkId)?.name ?? port.networkId;
        const extra = extended ? { "OS-EXT-IPS:type": "fixed", "OS-EXT-IPS-MAC:mac_addr": port.mac } : {};
        addresses[name] = [...(addresses[name] ?? []), { version: 4, addr: port.address, ...extra }];
    }
    return addresses;
}

/** Statuses in which Nova shows progress. */
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
    return { fault: { code: fault.code, created: toSeconds(fault.created), message: fault.message } };
}

export function renderServerSummary(call: Links, server: ServerRecord): Record<string, unknown> {
    return { id: server.id, name: server.name, links: links(call, "servers", server.id) };
}

/** What PUT answers; GET adds to it. */
export function renderServerBase(
    call: RegionCall,
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
                : { id: server.imageId, links: [bookmark(call, "images", server.imageId)] },
        flavor: { id: server.flavorId, links: [bookmark(call, "flavors", server.flavorId)] },
        created: toSeconds(server.created),
        updated: toSeconds(server.updated),
        addresses: renderAddresses(call.region, server, extended),
        accessIPv4: "",
        accessIPv6: "",
        links: links(call, "servers", server.id),
        "OS-DCF:diskConfig": server.diskConfig,
        ...(WITH_PROGRESS.has(server.status) ? { progress: 0 } : {}),
        ...renderFault(server),
    };
}

export function renderServer(call: RegionCall, server: ServerRecord): Record<string, unknown> {
    const groups = server.securityGroupIds.flatMap((id) => {
        const group = call.region.securityGroups.get(id);
        return group ? [{ name: group.name }] : [];
    });
    return {
        ...renderServerBase(call, server, true),
        "OS-EXT-AZ:availability_zone":
            server.vmState === "error" && server.hostId === "" ? "" : server.availabilityZone,
        config_drive: "",
        key_name: server.keyName,
        ...(call.region.tellsLaunches && {
            "OS-SRV-USG:launched_at": server.launchedAt === null ? null : toMicroseconds(server.launchedAt),
        }),
        "OS-SRV-USG:terminated_at": server.terminatedAt === null ? null : toMicroseconds(server.terminatedAt),
        ...(server.networkReady ? { security_groups: groups } : {}),
        "OS-EXT-STS:task_state": server.taskState,
        "OS-EXT-STS:vm_state": server.vmState,
        "OS-EXT-STS:power_state": server.powerState,
        "os-extended-volumes:volumes_attached": server.attachments.map(({ volumeId }) => ({ id: volumeId })),
    };
}

import { isHttp } from "../auth/catalogue";
import type { ServiceClient } from "../auth/session";
import { ApiError, orUndefined } from "../errors";
import { oneLine } from "../oneLine";
import { allPages } from "../pages";
import { pathOf } from "../paths";
import { boolean, identifier, listOf, mapOf, number, object, optional, type Shaped, text } from "../shapes";
import { type EncryptionKey, encryptionToWire } from "./volumes";

export interface Address {
    network: string;
    address: string;
    /** "fixed" or "floating". */
    type: string;
    mac: string;
    version: number;
}

/** A server as documented in "Get Instance"; `fault` only if the cloud sends one. */
export interface Server {
    id: string;
    name: string;
    /** By its current name, even if the cloud uses an old one. */
    status: string;
    vmState: string;
    taskState: string | undefined;
    power: string;
    flavorId: string;
    /** Undefined for a server that was booted from a volume. */
    imageId: string | undefined;
    keyName: string | undefined;
    availabilityZone: string | undefined;
    addresses: Address[];
    securityGroups: string[];
    metadata: Record<string, string>;
    volumeIds: string[];
    hostId: string;
    diskConfig: string | undefined;
    tenantId: string;
    userId: string;
    created: string;
    updated: string;
    /** Null if it never ran; undefined if the cloud does not show it. */
    launchedAt: string | null | undefined;
    /** Whether the vendor's console protects it against deletion. */
    isProtected: boolean;
    fault: string | undefined;
}

/** The first floating address, else the first fixed one. */
export function accessIpOf({ addresses }: Pick<Server, "addresses">): string | undefined {
    return (addresses.find(({ type }) => type === "floating") ?? addresses[0])?.address;
}

/** The name filter is a case-insensitive regular expression; this one matches the whole name. */
export function exactly(name: string): string {
    return `${beginningWith(name)}$`;
}

export function beginningWith(name: string): string {
    return `^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
}

/** The arguments of "Create Instance". */
export interface ServerRequest {
    name: string;
    imageId?: string | undefined;
    flavorId: string;
    keyName: string;
    networks: {
        uuid?: string | undefined;
        subnet?: string | undefined;
        port?: string | undefined;
        fixedIp?: string | undefined;
    }[];
    availabilityZone?: string | undefined;
    securityGroups?: string[] | undefined;
    /** Base64. */
    userData?: string | undefined;
    metadata: Record<string, string>;
    blockDevices?: BlockDevice[] | undefined;
    diskConfig?: string | undefined;
    placementPolicyId?: string | undefined;
}

export interface BlockDevice {
    sourceType: string;
    uuid?: string | undefined;
    destinationType: string;
    bootIndex: number;
    volumeSize?: number | undefined;
    volumeType?: string | undefined;
    encryption?: EncryptionKey | undefined;
    deviceName?: string | undefined;
    deleteOnTermination?: boolean | undefined;
}

/** The filters of "List Instances". */
export interface ServerFilters {
    reservationId?: string | undefined;
    /** UTC, as ISO 8601 writes it. */
    changesSince?: string | undefined;
    imageId?: string | undefined;
    flavorId?: string | undefined;
    /** A regular expression. */
    name?: string | undefined;
    /** By its old or its current name. */
    status?: string | undefined;
}

/** The body of an action of a server ("Additional Features" of the guide, and the vendor's later ones). */
export type Action =
    | { "os-start": null }
    | { "os-stop": null }
    | { reboot: { type: "SOFT" | "HARD" } }
    | { resize: { flavorRef: string; "OS-DCF:diskConfig"?: string } }
    | { confirmResize: null }
    | { shelve: null }
    | { unshelve: null }
    | { addSecurityGroup: { name: string } }
    | { removeSecurityGroup: { name: string } };

/** A base for relative URLs. */
const anyHost = "http://host";

const identified = object({ id: identifier });
const wireServer = object({
    id: identifier,
    name: text,
    status: text,
    "OS-EXT-STS:vm_state": optional(text),
    "OS-EXT-STS:task_state": optional(text),
    "OS-EXT-STS:power_state": optional(number),
    flavor: identified,
    /** An empty string for a server that was booted from a volume. */
    image: optional(imageOf),
    key_name: optional(text),
    "OS-EXT-AZ:availability_zone": optional(text),
    addresses: optional(
        mapOf(
            listOf(
                object({
                    addr: text,
                    version: number,
                    "OS-EXT-IPS:type": optional(text),
                    "OS-EXT-IPS-MAC:mac_addr": optional(text),
                }),
            ),
        ),
    ),
    security_groups: optional(listOf(object({ name: text }))),
    metadata: optional(mapOf(text)),
    "os-extended-volumes:volumes_attached": optional(listOf(identified)),
    hostId: optional(text),
    "OS-DCF:diskConfig": optional(text),
    tenant_id: optional(text),
    user_id: optional(text),
    created: optional(text),
    updated: optional(text),
    "OS-SRV-USG:launched_at": optional(text),
    "NHN-EXT-ATTR:protect": optional(boolean),
    fault: optional(object({ message: optional(text) })),
});
const serverDocument = object({ server: wireServer });
const createdDocument = object({ server: identified });
const reservedDocument = object({ reservation_id: identifier });
const namedServer = object({ id: identifier, name: text });

function imageOf(value: unknown): value is "" | { id: string } {
    return value === "" || identified(value);
}

/** The guide names 1 and 4; the others are Nova's (nova/compute/power_state.py). */
const powerStates: Readonly<Record<number, string>> = {
    1: "on",
    3: "paused",
    4: "off",
    6: "crashed",
    7: "suspended",
};

/** The current names of statuses for which the guide has old ones. */
const currentNames: ReadonlyMap<string, string> = new Map([
    ["BUILDING", "BUILD"],
    ["STOPPED", "SHUTOFF"],
    ["RESIZED", "RESIZE"],
    ["RESCUED", "RESCUE"],
]);

export class Servers {
    constructor(private readonly compute: ServiceClient) {}

    /** Undefined if the server does not exist. */
    async get(id: string): Promise<Server | undefined> {
        const document = await orUndefined(this.compute.read(serverDocument, "GET", ["servers", id]));
        return document && fromWire(document.server);
    }

    /** All pages of "List Instances". */
    async names(): Promise<{ id: string; name: string }[]> {
        return await allPages(this.compute, ["servers"], "servers", namedServer, {});
    }

    /** All pages of "List Instance Details". */
    async list(query: Record<string, string | undefined> = {}): Promise<Server[]> {
        const found = await allPages(this.compute, ["servers", "detail"], "servers", wireServer, query);
        return found.map(fromWire);
    }

    /** The servers that match all filters. */
    async find({ changesSince, status, ...filters }: ServerFilters): Promise<Server[]> {
        return await this.list({
            reservation_id: filters.reservationId,
            // In the guide's format, without fractions and time zone.
            "changes-since": changesSince?.slice(0, "YYYY-MM-DDThh:mm:ss".length),
            image: filters.imageId,
            flavor: filters.flavorId,
            name: filters.name,
            status: status && (currentNames.get(status) ?? status),
        });
    }

    async create(request: ServerRequest): Promise<string> {
        const body = toWire(request);
        return (await this.compute.read(createdDocument, "POST", ["servers"], { body })).server.id;
    }

    /** Creates several servers, which the cloud numbers after the name; they are found by the returned reservation id. */
    async reserve(request: ServerRequest, count: { least: number; most: number }): Promise<string> {
        const body = toWire(request, count);
        return (await this.compute.read(reservedDocument, "POST", ["servers"], { body })).reservation_id;
    }

    async rename(id: string, name: string): Promise<void> {
        await this.compute.send("PUT", ["servers", id], { body: { server: { name } } });
    }

    /** False if the server did not exist. */
    async delete(id: string): Promise<boolean> {
        return (await orUndefined(this.compute.send("DELETE", ["servers", id]))) !== undefined;
    }

    async act(id: string, action: Action): Promise<void> {
        await this.compute.send("POST", ["servers", id, "action"], { body: action });
    }

    /** Creates an image of a server. Returns its id from the Location header, if there is one. */
    async createImage(
        id: string,
        name: string,
        metadata: Record<string, string> = {},
    ): Promise<string | undefined> {
        const body = { createImage: { name, metadata } };
        const path = ["servers", id, "action"];
        const { status, headers } = await this.compute.send("POST", path, { body });
        const { location } = headers;
        if (location === undefined) return undefined;
        if (!isHttp(location, anyHost)) {
            throw new ApiError(`its Location header "${oneLine(location)}" is not an http or https URL`, {
                code: "unreadable",
                status,
                method: "POST",
                path: pathOf(path),
            });
        }
        return new URL(location, anyHost).pathname.split("/").findLast((segment) => segment !== "");
    }

    async setMetadata(id: string, key: string, value: string): Promise<void> {
        const body = { meta: { [key]: value } };
        await this.compute.send("PUT", ["servers", id, "metadata", key], { body });
    }

    async deleteMetadata(id: string, key: string): Promise<void> {
        await orUndefined(this.compute.send("DELETE", ["servers", id, "metadata", key]));
    }
}

function toWire(request: ServerRequest, count?: { least: number; most: number }): unknown {
    const several = count && {
        min_count: count.least,
        max_count: count.most,
        return_reservation_id: true,
    };
    const server = {
        name: request.name,
        imageRef: request.imageId,
        flavorRef: request.flavorId,
        key_name: request.keyName,
        networks: request.networks.map(({ uuid, subnet, port, fixedIp }) => ({
            uuid,
            subnet,
            port,
            fixed_ip: fixedIp,
        })),
        availability_zone: request.availabilityZone,
        security_groups: request.securityGroups?.map((name) => ({ name })),
        user_data: request.userData,
        metadata: request.metadata,
        block_device_mapping_v2: request.blockDevices?.map((device) => ({
            source_type: device.sourceType,
            uuid: device.uuid,
            destination_type: device.destinationType,
            boot_index: device.bootIndex,
            volume_size: device.volumeSize,
            volume_type: device.volumeType,
            nhn_encryption: encryptionToWire(device.encryption),
            device_name: device.deviceName,
            delete_on_termination: device.deleteOnTermination,
        })),
        "OS-DCF:diskConfig": request.diskConfig,
        ...several,
    };
    const group = request.placementPolicyId;
    return group === undefined ? { server } : { server, "os:scheduler_hints": { group } };
}

function fromWire(wire: Shaped<typeof wireServer>): Server {
    return {
        id: wire.id,
        name: wire.name,
        status: currentNames.get(wire.status) ?? oneLine(wire.status),
        vmState: wire["OS-EXT-STS:vm_state"] ?? "",
        taskState: oneLine(wire["OS-EXT-STS:task_state"] ?? "") || undefined,
        power: powerStates[wire["OS-EXT-STS:power_state"] ?? 0] ?? "unknown",
        flavorId: wire.flavor.id,
        imageId: wire.image ? wire.image.id : undefined,
        keyName: wire.key_name ?? undefined,
        availabilityZone: wire["OS-EXT-AZ:availability_zone"] || undefined,
        addresses: Object.entries(wire.addresses ?? {}).flatMap(([network, ports]) =>
            ports.map((port) => ({
                network,
                address: port.addr,
                type: port["OS-EXT-IPS:type"] ?? "fixed",
                mac: port["OS-EXT-IPS-MAC:mac_addr"] ?? "",
                version: port.version,
            })),
        ),
        securityGroups: [...new Set((wire.security_groups ?? []).map((group) => group.name))].sort(),
        metadata: wire.metadata ?? {},
        volumeIds: (wire["os-extended-volumes:volumes_attached"] ?? []).map((volume) => volume.id),
        hostId: wire.hostId ?? "",
        diskConfig: wire["OS-DCF:diskConfig"] ?? undefined,
        tenantId: wire.tenant_id ?? "",
        userId: wire.user_id ?? "",
        created: wire.created ?? "",
        updated: wire.updated ?? "",
        launchedAt: wire["OS-SRV-USG:launched_at"],
        isProtected: wire["NHN-EXT-ATTR:protect"] ?? false,
        fault: oneLine(wire.fault?.message ?? "") || undefined,
    };
}

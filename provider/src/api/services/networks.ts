import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import {
    boolean,
    identifier,
    listOf,
    number,
    object,
    optional,
    type Shape,
    type Shaped,
    text,
} from "../shapes";

export interface Network {
    id: string;
    name: string;
    /** "available" on NHN Cloud, "ACTIVE" on OpenStack. */
    status: string;
    /** Undefined on OpenStack, where only subnets have one. */
    cidr: string | undefined;
    isExternal: boolean;
    isShared: boolean;
}

export interface Subnet {
    id: string;
    name: string;
    networkId: string;
    cidr: string;
    gatewayIp: string | undefined;
    isShared: boolean;
    /** As floating IPs require; undefined if the cloud does not report it. */
    hasInternetGateway: boolean | undefined;
    /** Undefined if the cloud does not report it. */
    availableIpCount: number | undefined;
}

/** Which API a cloud has; plain OpenStack does not have the vendor's. */
export type NetworkApi = "vendor" | "openstack";

export interface NetworkQuery {
    id?: string | undefined;
    name?: string | undefined;
    isExternal?: boolean | undefined;
}

interface Collection {
    api: NetworkApi;
    plural: string;
    singular: string;
}

const networkCollections: readonly Collection[] = [
    { api: "vendor", plural: "vpcs", singular: "vpc" },
    { api: "openstack", plural: "networks", singular: "network" },
];

const subnetCollections: readonly Collection[] = [
    { api: "vendor", plural: "vpcsubnets", singular: "vpcsubnet" },
    { api: "openstack", plural: "subnets", singular: "subnet" },
];

const wireNetwork = object({
    id: identifier,
    name: optional(text),
    status: optional(text),
    state: optional(text),
    cidrv4: optional(text),
    "router:external": optional(boolean),
    shared: optional(boolean),
});

const wireSubnet = object({
    id: identifier,
    name: optional(text),
    vpc_id: optional(text),
    network_id: optional(text),
    cidr: optional(text),
    gateway: optional(text),
    gateway_ip: optional(text),
    shared: optional(boolean),
    routingtable: optional(object({ gateway_id: optional(text) })),
    available_ip_count: optional(number),
});

/** The vendor's VPCs, or OpenStack's networks. */
export class Networks {
    constructor(private readonly network: ServiceClient) {}

    /** Undefined if the cloud has no such list. */
    async list(query: NetworkQuery = {}): Promise<Network[] | undefined> {
        return (await this.listed(query))?.networks;
    }

    /** Includes which API it came from. */
    async listed(query: NetworkQuery): Promise<{ api: NetworkApi; networks: Network[] } | undefined> {
        const { id, name, isExternal } = query;
        const found = await list(this.network, networkCollections, wireNetwork, {
            id,
            name,
            "router:external": isExternal === undefined ? undefined : String(isExternal),
        });
        return found && { api: found.api, networks: found.entries.map(networkFromWire) };
    }

    async get(id: string): Promise<Network | undefined> {
        const found = await get(this.network, networkCollections, wireNetwork, id);
        return found && networkFromWire(found);
    }
}

/** Subnets of the vendor's VPCs, or of OpenStack's networks. */
export class Subnets {
    constructor(private readonly network: ServiceClient) {}

    /** Undefined if the cloud has no such list. */
    async list(query: { name?: string | undefined } = {}): Promise<Subnet[] | undefined> {
        const found = await list(this.network, subnetCollections, wireSubnet, query);
        return found?.entries.map(subnetFromWire);
    }

    async get(id: string): Promise<Subnet | undefined> {
        const found = await get(this.network, subnetCollections, wireSubnet, id);
        return found && subnetFromWire(found);
    }
}

/** Lists the first collection that the cloud has. */
async function list<T>(
    network: ServiceClient,
    collections: readonly Collection[],
    entry: Shape<T>,
    query: Record<string, string | undefined>,
): Promise<{ api: NetworkApi; entries: T[] } | undefined> {
    for (const { api, plural } of collections) {
        const shape = object({ [plural]: listOf(entry) });
        const document = await orUndefined(network.read(shape, "GET", [plural], { query }));
        if (document) return { api, entries: document[plural] ?? [] };
    }
    return undefined;
}

/** Reads it from the first collection that has it. */
async function get<T>(
    network: ServiceClient,
    collections: readonly Collection[],
    entry: Shape<T>,
    id: string,
): Promise<T | undefined> {
    for (const { plural, singular } of collections) {
        const shape = object({ [singular]: entry });
        const document = await orUndefined(network.read(shape, "GET", [plural, id]));
        if (document) return document[singular];
    }
    return undefined;
}

function networkFromWire(wire: Shaped<typeof wireNetwork>): Network {
    return {
        id: wire.id,
        name: wire.name ?? wire.id,
        status: wire.state ?? wire.status ?? "",
        cidr: wire.cidrv4 ?? undefined,
        isExternal: wire["router:external"] ?? false,
        isShared: wire.shared ?? false,
    };
}

function subnetFromWire(wire: Shaped<typeof wireSubnet>): Subnet {
    return {
        id: wire.id,
        name: wire.name ?? wire.id,
        networkId: wire.vpc_id ?? wire.network_id ?? "",
        cidr: wire.cidr ?? "",
        gatewayIp: wire.gateway ?? wire.gateway_ip ?? undefined,
        isShared: wire.shared ?? false,
        hasInternetGateway: wire.routingtable ? Boolean(wire.routingtable.gateway_id) : undefined,
        availableIpCount: wire.available_ip_count ?? undefined,
    };
}

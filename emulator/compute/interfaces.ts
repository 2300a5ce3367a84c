import { randomBytes } from "node:crypto";
import { newId } from "../cloud/clock";
import type { PortRecord, ServerRecord, SubnetRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, conflict, notFound } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { isUuid, type JsonObject, objectAt, textAt, validate } from "../http/validation";
import { findServer } from "./findServer";

/** What a server asks for on one network card: an existing port, or a place for a new one. */
export type NetworkPlan = { port: PortRecord } | { subnet: SubnetRecord; address: string | undefined };

function subnetOf(region: Region, wanted: JsonObject): SubnetRecord {
    const subnetId = textAt(wanted, "subnet");
    const networkId = textAt(wanted, "uuid");
    if (subnetId !== undefined) {
        const subnet = region.subnets.get(subnetId);
        if (!subnet) throw badRequest(`Subnet ${subnetId} could not be found.`);
        return subnet;
    }
    if (networkId === undefined) throw badRequest("Bad network format: missing 'uuid'");
    if (!isUuid(networkId))
        throw badRequest(`Bad networks format: network uuid is not in proper format (${networkId})`);
    const network = region.networks.get(networkId);
    const subnet = region.subnets.get(network?.subnetIds[0] ?? "");
    if (!subnet) throw badRequest(`Network ${networkId} could not be found.`);
    return subnet;
}

/** What the port's address belongs to. */
export function holderOf({ serverId, routerId }: PortRecord): string | null {
    return serverId ?? routerId;
}

function portOf(region: Region, portId: string): PortRecord {
    const port = region.ports.get(portId);
    if (!port) throw badRequest(`Port id ${portId} could not be found.`);
    if (holderOf(port) !== null) throw conflict(`Port ${portId} is still in use.`);
    return port;
}

/** A fixed IP alone says which subnet is meant. */
function subnetOfAddress(region: Region, address: string): SubnetRecord | undefined {
    return [...region.subnets.values()].find(({ prefix }) => address.startsWith(prefix));
}

function planOne(region: Region, wanted: JsonObject): NetworkPlan {
    const portId = textAt(wanted, "port");
    if (portId !== undefined) return { port: portOf(region, portId) };
    const address = textAt(wanted, "fixed_ip");
    const byAddress = wanted.uuid === undefined && wanted.subnet === undefined && address !== undefined;
    const subnet = (byAddress && subnetOfAddress(region, address)) || subnetOf(region, wanted);
    if (address !== undefined && !address.startsWith(subnet.prefix)) {
        throw badRequest(
            `Fixed IP address ${address} is not a valid ip address for network ${subnet.networkId}.`,
        );
    }
    const holder = [...region.ports.values()].find((port) => port.address === address);
    if (holder)
        throw badRequest(
            `Fixed IP address ${address} is already in use on instance ${holderOf(holder) ?? ""}.`,
        );
    return { subnet, address };
}

export function planNetworks(region: Region, wanted: JsonObject[]): NetworkPlan[] {
    if (wanted.length === 0) {
        throw conflict("Multiple possible networks found, use a Network ID to be more specific.");
    }
    return wanted.map((entry) => planOne(region, entry));
}

function freeAddress(region: Region, { prefix }: SubnetRecord): string {
    const taken = new Set([...region.ports.values()].map(({ address }) => address));
    for (let number = 10; number < 65_000; number += 1) {
        const address = `${prefix}${number >> 8}.${number & 255}`;
        if (!taken.has(address)) return address;
    }
    throw badRequest("No more IP addresses available on the network.");
}

export function makePort(
    region: Region,
    subnet: SubnetRecord,
    address: string | undefined,
    more: Partial<PortRecord> = {},
): PortRecord {
    const mac = ["fa", "16", "3e", ...(randomBytes(3).toString("hex").match(/../g) ?? [])].join(":");
    const port: PortRecord = {
        id: newId(),
        name: "",
        networkId: subnet.networkId,
        subnetId: subnet.id,
        address: address ?? freeAddress(region, subnet),
        mac,
        serverId: null,
        routerId: null,
        securityGroupIds: [],
        owned: true,
        ...more,
    };
    region.ports.set(port.id, port);
    return port;
}

/** Security groups of the request go to new ports only; a port that existed keeps its own. */
export function connectPorts(region: Region, server: ServerRecord, plans: NetworkPlan[]): void {
    const groups = new Set<string>();
    for (const plan of plans) {
        const port = "port" in plan ? plan.port : makePort(region, plan.subnet, plan.address);
        if (port.owned) port.securityGroupIds = [...server.securityGroupIds];
        port.serverId = server.id;
        server.portIds.push(port.id);
        for (const group of port.securityGroupIds) groups.add(group);
    }
    server.securityGroupIds = [...groups];
}

function releasePort(region: Region, port: PortRecord): void {
    port.serverId = null;
    if (port.owned) region.ports.delete(port.id);
}

export function portsOf(region: Region, server: ServerRecord): PortRecord[] {
    return server.portIds.flatMap((id) => region.ports.get(id) ?? []);
}

export function releasePorts(region: Region, server: ServerRecord): void {
    for (const port of portsOf(region, server)) releasePort(region, port);
    server.portIds = [];
}

function renderInterface(port: PortRecord): unknown {
    return {
        net_id: port.networkId,
        port_id: port.id,
        mac_addr: port.mac,
        port_state: "ACTIVE",
        fixed_ips: [{ subnet_id: port.subnetId, ip_address: port.address }],
    };
}

function findPort(region: Region, server: ServerRecord, portId: string): PortRecord {
    const port = portsOf(region, server).find(({ id }) => id === portId);
    if (!port) throw notFound(`Port id ${portId} could not be found.`);
    return port;
}

export function listInterfaces(call: RegionCall): Answer {
    const ports = portsOf(call.region, findServer(call));
    return { status: 200, body: { interfaceAttachments: ports.map(renderInterface) } };
}

export function getInterface(call: RegionCall): Answer {
    const port = findPort(call.region, findServer(call), call.param("portId"));
    return { status: 200, body: { interfaceAttachment: renderInterface(port) } };
}

export function attachInterface(call: RegionCall): Answer {
    const server = findServer(call);
    const wanted = objectAt(
        validate(call.body, { required: ["interfaceAttachment"] }),
        "interfaceAttachment",
    );
    const { net_id, port_id } = wanted;
    const plan = planOne(call.region, {
        ...(net_id ? { uuid: net_id } : {}),
        ...(port_id ? { port: port_id } : {}),
    });
    const port = "port" in plan ? plan.port : makePort(call.region, plan.subnet, plan.address);
    if (port.owned) port.securityGroupIds = [...server.securityGroupIds];
    port.serverId = server.id;
    server.portIds.push(port.id);
    return { status: 200, body: { interfaceAttachment: renderInterface(port) } };
}

export function detachInterface(call: RegionCall): Answer {
    const server = findServer(call);
    const port = findPort(call.region, server, call.param("portId"));
    server.portIds = server.portIds.filter((id) => id !== port.id);
    releasePort(call.region, port);
    return { status: 202 };
}

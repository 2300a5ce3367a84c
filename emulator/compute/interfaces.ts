import type { PortRecord, ServerRecord, SubnetRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, conflict, notFound } from "../http/errors";
import { isUuid, type JsonObject, objectAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { validate } from "../http/validation";
import { disconnectPort } from "../network/floatingIps";
import { deviceIdOf, makePort } from "../network/ports";
import { findServer } from "./findServer";

/** One of the networks that a server is to have: an existing port, or a subnet for a new one. */
export type NetworkRequest = { port: PortRecord } | { subnet: SubnetRecord; address: string | undefined };

function subnetOf(region: Region, given: JsonObject): SubnetRecord {
    const subnetId = textAt(given, "subnet");
    const networkId = textAt(given, "uuid");
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

function portOf(region: Region, portId: string): PortRecord {
    const port = region.ports.get(portId);
    if (!port) throw badRequest(`Port id ${portId} could not be found.`);
    if (deviceIdOf(port) !== null) throw conflict(`Port ${portId} is still in use.`);
    return port;
}

/** A fixed IP alone determines the subnet. */
function subnetOfAddress(region: Region, address: string): SubnetRecord | undefined {
    return [...region.subnets.values()].find(({ prefix }) => address.startsWith(prefix));
}

function readNetworkRequest(region: Region, given: JsonObject): NetworkRequest {
    const portId = textAt(given, "port");
    if (portId !== undefined) return { port: portOf(region, portId) };
    const address = textAt(given, "fixed_ip");
    const byAddress = given.uuid === undefined && given.subnet === undefined && address !== undefined;
    const subnet = (byAddress && subnetOfAddress(region, address)) || subnetOf(region, given);
    if (address !== undefined && !address.startsWith(subnet.prefix)) {
        throw badRequest(
            `Fixed IP address ${address} is not a valid ip address for network ${subnet.networkId}.`,
        );
    }
    const holder = [...region.ports.values()].find((port) => port.address === address);
    if (holder)
        throw badRequest(
            `Fixed IP address ${address} is already in use on instance ${deviceIdOf(holder) ?? ""}.`,
        );
    return { subnet, address };
}

export function readNetworkRequests(region: Region, given: JsonObject[]): NetworkRequest[] {
    if (given.length === 0) {
        throw conflict("Multiple possible networks found, use a Network ID to be more specific.");
    }
    return given.map((entry) => readNetworkRequest(region, entry));
}

/** The requested security groups apply to new ports only; an existing port keeps its own. */
export function connectPorts(region: Region, server: ServerRecord, requests: NetworkRequest[]): void {
    const groups = new Set<string>();
    for (const networkRequest of requests) {
        const port =
            "port" in networkRequest
                ? networkRequest.port
                : makePort(region, networkRequest.subnet, networkRequest.address);
        if (port.owned) port.securityGroupIds = [...server.securityGroupIds];
        port.serverId = server.id;
        server.portIds.push(port.id);
        for (const group of port.securityGroupIds) groups.add(group);
    }
    server.securityGroupIds = [...groups];
}

function releasePort(region: Region, port: PortRecord): void {
    port.serverId = null;
    if (!port.owned) return;
    disconnectPort(region, port.id);
    region.ports.delete(port.id);
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

export function listInterfaces(request: RegionRequest): ApiResponse {
    const ports = portsOf(request.region, findServer(request));
    return { status: 200, body: { interfaceAttachments: ports.map(renderInterface) } };
}

export function getInterface(request: RegionRequest): ApiResponse {
    const port = findPort(request.region, findServer(request), request.param("portId"));
    return { status: 200, body: { interfaceAttachment: renderInterface(port) } };
}

export function attachInterface(request: RegionRequest): ApiResponse {
    const server = findServer(request);
    const given = objectAt(
        validate(request.body, { required: ["interfaceAttachment"] }),
        "interfaceAttachment",
    );
    const { net_id, port_id } = given;
    const networkRequest = readNetworkRequest(request.region, {
        ...(net_id ? { uuid: net_id } : {}),
        ...(port_id ? { port: port_id } : {}),
    });
    const port =
        "port" in networkRequest
            ? networkRequest.port
            : makePort(request.region, networkRequest.subnet, networkRequest.address);
    if (port.owned) port.securityGroupIds = [...server.securityGroupIds];
    port.serverId = server.id;
    server.portIds.push(port.id);
    return { status: 200, body: { interfaceAttachment: renderInterface(port) } };
}

export function detachInterface(request: RegionRequest): ApiResponse {
    const server = findServer(request);
    const port = findPort(request.region, server, request.param("portId"));
    server.portIds = server.portIds.filter((id) => id !== port.id);
    releasePort(request.region, port);
    return { status: 202 };
}

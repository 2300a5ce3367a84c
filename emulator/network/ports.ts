import { randomBytes } from "node:crypto";
import { newId } from "../cloud/ids";
import type { NetworkRecord, PortRecord, SubnetRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest } from "../http/errors";
import { type JsonObject, objectsAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { neutronError } from "./errors";
import { disconnectPort } from "./floatingIps";
import { OWNER, type Rendered } from "./rendered";
import { requiredIdAt, resourceIn } from "./requestBody";

/** The server or the router that uses the port. */
export function deviceIdOf({ serverId, routerId }: PortRecord): string | null {
    return serverId ?? routerId;
}

function freeAddress(region: Region, { prefix }: SubnetRecord): string {
    const taken = new Set([...region.ports.values()].map(({ address }) => address));
    const first = prefix.startsWith("127.") ? region.firstLocalAddress : 10;
    for (let number = first; number < 65_000; number += 1) {
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

function deviceOwner({ serverId, routerId }: PortRecord): string {
    if (routerId !== null) return "network:router_interface";
    return serverId === null ? "" : "compute:nova";
}

export function renderPort(port: PortRecord): Rendered {
    return {
        id: port.id,
        name: port.name,
        network_id: port.networkId,
        mac_address: port.mac,
        status: deviceIdOf(port) === null ? "DOWN" : "ACTIVE",
        admin_state_up: true,
        device_id: deviceIdOf(port) ?? "",
        device_owner: deviceOwner(port),
        fixed_ips: [{ subnet_id: port.subnetId, ip_address: port.address }],
        security_groups: port.securityGroupIds,
        allowed_address_pairs: [],
        ...OWNER,
    };
}

function networkOf(region: Region, given: JsonObject): NetworkRecord {
    const id = requiredIdAt(given, "network_id");
    const network = region.networks.get(id);
    if (network) return network;
    throw neutronError(404, "NetworkNotFound", `Network ${id} could not be found.`);
}

/** The subnet of the port, and its address if one was given. */
function subnetAndAddressOf(region: Region, given: JsonObject): [SubnetRecord, address: string | undefined] {
    const [fixed = {}] = objectsAt(given, "fixed_ips");
    const address = textAt(fixed, "ip_address");
    const subnetId = textAt(fixed, "subnet_id") ?? networkOf(region, given).subnetIds[0] ?? "";
    const subnet = region.subnets.get(subnetId);
    if (!subnet) throw neutronError(404, "SubnetNotFound", `Subnet ${subnetId} could not be found.`);
    if (address !== undefined && !address.startsWith(subnet.prefix)) {
        throw neutronError(
            400,
            "InvalidIpForNetwork",
            `IP address ${address} is not a valid IP for any of the subnets on the specified network.`,
        );
    }
    if ([...region.ports.values()].some((port) => port.address === address)) {
        const message = `IP address ${address} already allocated in subnet ${subnet.id}`;
        throw neutronError(409, "IpAddressAlreadyAllocated", message);
    }
    return [subnet, address];
}

function groupsOf(region: Region, { security_groups }: JsonObject): string[] {
    if (!Array.isArray(security_groups)) {
        return [...region.securityGroups.values()]
            .filter(({ name }) => name === "default")
            .map(({ id }) => id);
    }
    return security_groups.map((id) => {
        if (region.securityGroups.has(String(id))) return String(id);
        throw neutronError(404, "SecurityGroupNotFound", `Security group ${id} does not exist`);
    });
}

export function createPort({ region, body }: RegionRequest): ApiResponse {
    const given = resourceIn(body, "port");
    networkOf(region, given);
    const securityGroupIds = groupsOf(region, given);
    const [subnet, address] = subnetAndAddressOf(region, given);
    const name = textAt(given, "name") ?? "";
    const port = makePort(region, subnet, address, { name, securityGroupIds, owned: false });
    return { status: 201, body: { port: renderPort(port) } };
}

function find({ region, param }: RegionRequest): PortRecord {
    const port = region.ports.get(param("id"));
    if (port) return port;
    throw neutronError(404, "PortNotFound", `Port ${param("id")} could not be found.`);
}

/** Neutron can change more; here only the groups. A server has those of all its ports. */
export function updatePort(request: RegionRequest): ApiResponse {
    const { region, body } = request;
    const port = find(request);
    const given = resourceIn(body, "port");
    if ("security_groups" in given) port.securityGroupIds = groupsOf(region, given);
    const server = region.servers.get(port.serverId ?? "");
    if (server) {
        const groups = server.portIds.flatMap((id) => region.ports.get(id)?.securityGroupIds ?? []);
        server.securityGroupIds = [...new Set(groups)];
    }
    return { status: 200, body: { port: renderPort(port) } };
}

export function deletePort(request: RegionRequest): ApiResponse {
    const { region } = request;
    const port = find(request);
    if (port.routerId !== null) {
        const reason = "has device owner network:router_interface";
        const message = `Port ${port.id} cannot be deleted directly via the port API: ${reason}.`;
        throw neutronError(409, "ServicePortInUse", message);
    }
    const server = region.servers.get(port.serverId ?? "");
    if (server) server.portIds = server.portIds.filter((id) => id !== port.id);
    disconnectPort(region, port.id);
    region.ports.delete(port.id);
    return { status: 204 };
}

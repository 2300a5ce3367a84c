import { newId } from "../cloud/ids";
import type { FloatingIpRecord, NetworkRecord, PortRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { type JsonObject, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { neutronBadRequest, neutronError } from "./errors";
import { OWNER, type Rendered } from "./rendered";
import { requiredIdAt, resourceIn } from "./requestBody";

export function renderFloatingIp(ip: FloatingIpRecord): Rendered {
    return {
        id: ip.id,
        floating_ip_address: ip.address,
        floating_network_id: ip.networkId,
        status: ip.status,
        port_id: ip.portId,
        fixed_ip_address: ip.fixedAddress,
        router_id: ip.portId === null ? null : ip.networkId,
        label: ip.label,
        delete_protection: ip.deleteProtection,
        description: ip.description,
        ...OWNER,
    };
}

/** Those that a server shows: the ones that lead to it by now. */
export function floatingIpsOf({ floatingIps }: Region, port: PortRecord): FloatingIpRecord[] {
    return [...floatingIps.values()].filter(
        ({ portId, status }) => portId === port.id && status === "ACTIVE",
    );
}

/** For a port that is deleted. */
export function disconnectPort(region: Region, portId: string): void {
    for (const ip of region.floatingIps.values()) if (ip.portId === portId) connect(region, ip, undefined);
}

interface Target {
    port: PortRecord;
    address: string;
}

function connect({ timeline, seconds }: Region, ip: FloatingIpRecord, target: Target | undefined): void {
    const portId = target?.port.id ?? null;
    if (ip.portId === portId) return;
    Object.assign(ip, { portId, fixedAddress: target?.address ?? null });
    timeline.cancel(ip.id);
    if (target) ip.status = "DOWN";
    timeline.after(ip.id, seconds.floatingIp, () => {
        ip.status = target ? "ACTIVE" : "DOWN";
    });
}

function badFloatingIp(reason: string): Error {
    return neutronError(400, "BadRequest", `Bad floatingip request: ${reason}.`);
}

/** What a request wants it to lead to; undefined where that is nothing. */
function targetOf(region: Region, ip: FloatingIpRecord, given: JsonObject): Target | undefined {
    const portId = textAt(given, "port_id");
    const address = textAt(given, "fixed_ip_address");
    if (portId === undefined) {
        if (address === undefined) return undefined;
        throw badFloatingIp("fixed_ip_address cannot be specified without a port_id");
    }
    const port = region.ports.get(requiredIdAt(given, "port_id"));
    if (!port) throw neutronError(404, "PortNotFound", `Port ${portId} could not be found.`);
    if (address !== undefined && address !== port.address)
        throw badFloatingIp(`Port ${portId} does not have fixed ip ${address}`);
    assertReachable(region, ip, port);
    const other = [...region.floatingIps.values()].find((holder) => holder.portId === portId);
    if (other && other.id !== ip.id) {
        const message = `Cannot associate floating IP ${ip.address} (${ip.id}) with port ${portId} using fixed IP ${port.address}, as that fixed IP already has a floating IP on external network ${ip.networkId}.`;
        throw neutronError(409, "FloatingIPPortAlreadyAssociated", message);
    }
    return { port, address: port.address };
}

function assertReachable({ subnets }: Region, { networkId }: FloatingIpRecord, port: PortRecord): void {
    if (subnets.get(port.subnetId)?.internetGatewayId) return;
    const message = `External network ${networkId} is not reachable from subnet ${port.subnetId}.  Therefore, cannot associate Port ${port.id} with a Floating IP.`;
    throw neutronError(404, "ExternalGatewayForFloatingIPNotFound", message);
}

const CHANGEABLE = ["port_id", "fixed_ip_address", "label", "delete_protection", "description"];

function read(body: unknown, known: readonly string[]): JsonObject {
    const given = resourceIn(body, "floatingip");
    const unknown = Object.keys(given).filter((key) => !known.includes(key));
    if (unknown.length > 0) throw neutronBadRequest(`Unrecognized attribute(s) '${unknown.join(", ")}'`);
    const { delete_protection: protection } = given;
    if (protection !== undefined && typeof protection !== "boolean") {
        const reason = `Reason: '${protection}' is not a valid boolean value.`;
        throw neutronBadRequest(`Invalid input for delete_protection. ${reason}`);
    }
    const label = textAt(given, "label") ?? "";
    if (label.length > 64)
        throw neutronBadRequest(`Invalid input for label. Reason: '${label}' exceeds maximum length of 64.`);
    return given;
}

function externalNetwork({ networks }: Region, id: string): NetworkRecord {
    const network = networks.get(id);
    if (!network) throw neutronError(404, "NetworkNotFound", `Network ${id} could not be found.`);
    if (network.isExternal) return network;
    throw badFloatingIp(`Network ${id} is not a valid external network`);
}

/** Two clouds on one machine begin at different addresses, so that the guests of both can listen. */
function freeAddress({ floatingIps, firstLocalAddress }: Region, { cidr }: NetworkRecord): string {
    const prefix = cidr.split(".").slice(0, 2).join(".");
    const taken = new Set([...floatingIps.values()].map(({ address }) => address));
    for (let number = firstLocalAddress; ; number += 1) {
        const address = `${prefix}.${number >> 8}.${number & 255}`;
        if (!taken.has(address)) return address;
    }
}

function setFields(ip: FloatingIpRecord, given: JsonObject): void {
    ip.label = textAt(given, "label") ?? ip.label;
    ip.description = textAt(given, "description") ?? ip.description;
    if (typeof given.delete_protection === "boolean") ip.deleteProtection = given.delete_protection;
}

export function createFloatingIp({ region, body }: RegionRequest): ApiResponse {
    const given = read(body, ["floating_network_id", ...CHANGEABLE]);
    const network = externalNetwork(region, requiredIdAt(given, "floating_network_id"));
    if (region.floatingIps.size >= region.floatingIpQuota)
        throw neutronError(409, "OverQuota", "Quota exceeded for resources: ['floatingip'].");
    const ip: FloatingIpRecord = {
        id: newId(),
        address: freeAddress(region, network),
        networkId: network.id,
        status: "DOWN",
        portId: null,
        fixedAddress: null,
        label: "",
        deleteProtection: false,
        description: "",
    };
    connect(region, ip, targetOf(region, ip, given));
    setFields(ip, given);
    region.floatingIps.set(ip.id, ip);
    return { status: 201, body: { floatingip: renderFloatingIp(ip) } };
}

function find({ region, param }: RegionRequest): FloatingIpRecord {
    const ip = region.floatingIps.get(param("id"));
    if (ip) return ip;
    throw neutronError(404, "FloatingIPNotFound", `Floating IP ${param("id")} could not be found`);
}

/** A request that does not name the port leaves it as it is, as the vendor's example shows. */
export function updateFloatingIp(request: RegionRequest): ApiResponse {
    const { region, body } = request;
    const ip = find(request);
    const given = read(body, CHANGEABLE);
    if ("port_id" in given || "fixed_ip_address" in given) connect(region, ip, targetOf(region, ip, given));
    setFields(ip, given);
    return { status: 200, body: { floatingip: renderFloatingIp(ip) } };
}

/** The vendor refuses what is connected or protected; in which words, nobody has documented. */
export function deleteFloatingIp(request: RegionRequest): ApiResponse {
    const { region } = request;
    const { id, portId, deleteProtection } = find(request);
    if (deleteProtection)
        throw neutronError(409, "FloatingIPProtected", `Floating IP ${id} is protected against deletion.`);
    if (portId !== null) throw neutronError(409, "FloatingIPInUse", `Floating IP ${id} is in use.`);
    region.timeline.cancel(id);
    region.floatingIps.delete(id);
    return { status: 204 };
}

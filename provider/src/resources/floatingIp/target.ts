import type { FloatingIp } from "../../api/services/floatingIps";
import type { Port } from "../../api/services/ports";
import type { RegionClient } from "../../cloud/regionClient";
import { Failure } from "../../errors/failure";
import type { FloatingIpInputs } from "./properties";

/** What a floating IP should be connected to. */
export interface Target {
    port: Port;
    /** If the program sets one. */
    fixedIp: string | undefined;
}

/** Undefined if it should not be connected. */
export async function targetOf(cloud: RegionClient, inputs: FloatingIpInputs): Promise<Target | undefined> {
    const { serverId, portId, fixedIp } = inputs;
    if (portId !== undefined) return { port: await portWithId(cloud, portId), fixedIp };
    if (serverId !== undefined) return { port: await portOfServer(cloud, serverId, fixedIp), fixedIp };
    return undefined;
}

export function leadsTo({ portId, fixedIp }: FloatingIp, target: Target | undefined): boolean {
    return portId === target?.port.id && (target?.fixedIp === undefined || fixedIp === target.fixedIp);
}

async function portWithId(cloud: RegionClient, portId: string): Promise<Port> {
    const port = await cloud.ports.get(portId);
    if (port) return port;
    throw new Failure(`port ${portId} was not found`, "Check portId and region.");
}

async function portOfServer(
    cloud: RegionClient,
    serverId: string,
    fixedIp: string | undefined,
): Promise<Port> {
    const all = await cloud.ports.ofServer(serverId);
    if (all.length === 0) throw new Failure(`server ${serverId} has no port`, "Check serverId and region.");
    const fitting = fixedIp === undefined ? all : all.filter((port) => hasAddress(port, fixedIp));
    if (fitting.length === 0) {
        throw new Failure(
            `no port of server ${serverId} has the fixed IP ${fixedIp}: its ports are ${list(all)}`,
            "Correct fixedIp, or omit it.",
        );
    }
    const reachable = fitting.length > 1 ? await reachableAmong(cloud, fitting) : fitting;
    const [port, ...others] = reachable;
    if (!port) {
        throw new Failure(
            `no port of server ${serverId} is on a subnet with an internet gateway: its ports are ${list(fitting)}`,
            "Attach an internet gateway to the routing table of the subnet, or use another server.",
        );
    }
    if (others.length === 0) return port;
    throw new Failure(
        `server ${serverId} has ${reachable.length} ports: ${list(reachable)}`,
        "Use the portId of one of them instead of serverId.",
    );
}

function hasAddress({ fixedIps }: Port, address: string): boolean {
    return fixedIps.some((fixed) => fixed.address === address);
}

/** Those on a subnet with an internet gateway; all of them if the cloud does not report it. */
async function reachableAmong(cloud: RegionClient, ports: readonly Port[]): Promise<readonly Port[]> {
    const subnets = (await cloud.subnets.list()) ?? [];
    if (subnets.every(({ hasInternetGateway }) => hasInternetGateway === undefined)) return ports;
    const reachable = new Set(subnets.filter((subnet) => subnet.hasInternetGateway).map(({ id }) => id));
    return ports.filter(({ fixedIps }) => fixedIps.some(({ subnetId }) => reachable.has(subnetId)));
}

function list(ports: readonly Port[]): string {
    return ports
        .map(({ id, networkId, fixedIps }) => {
            const addresses = fixedIps.map(({ address }) => address).join(" and ") || "no address";
            return `${id} (${addresses} on network ${networkId})`;
        })
        .join(", ");
}

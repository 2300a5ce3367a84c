import type { Attributes } from "./attributes";
import type { Instance } from "./state";

/** What connects a floating IP, and is not a resource of its own here. */
export const connectionTypes: readonly string[] = [
    "networking_floatingip_associate_v2",
    "compute_floatingip_associate_v2",
];

/** What a floating IP is connected to; all undefined if it is to nothing. */
export interface Target {
    serverId?: string | undefined;
    portId?: string | undefined;
    /** Of the server, if its port is not known. */
    fixedIp?: string | undefined;
}

/** Where the state connects a floating IP by a resource of its own. */
export function connectionOf(address: string, instances: readonly Instance[]): Instance | undefined {
    return instances.find(
        ({ bareType, unfit, attributes }) =>
            connectionTypes.includes(bareType) &&
            unfit === undefined &&
            attributes.text("floating_ip") === address,
    );
}

/**
 * The server, if its only port was made with it: a floating IP then follows it when it is replaced. Otherwise the port, since a
 * FloatingIp of a server with several may lead to another one.
 */
export function targetOf(
    floatingIp: Attributes,
    connection: Attributes | undefined,
    instances: readonly Instance[],
): Target {
    const portId = connection?.text("port_id") ?? floatingIp.text("port_id");
    const serverId = connection?.text("instance_id") ?? (portId && serverOfPort(portId, instances));
    if (serverId === undefined || (portId !== undefined && !hasOnePort(serverId, instances)))
        return { portId };
    return { serverId, fixedIp: connection?.text("instance_id") && connection.text("fixed_ip") };
}

/** A port with a resource of its own is none of a server: it stays when the server is replaced. */
function serverOfPort(portId: string, instances: readonly Instance[]): string | undefined {
    const port = instances.find(
        ({ bareType, isData, attributes }) =>
            bareType === "networking_port_v2" && isData && attributes.text("id") === portId,
    );
    return port?.attributes.text("device_id");
}

function hasOnePort(serverId: string, instances: readonly Instance[]): boolean {
    const server = instances.find(
        ({ bareType, attributes }) =>
            bareType === "compute_instance_v2" && attributes.text("id") === serverId,
    );
    const [network, ...others] = server?.attributes.blocks("network") ?? [];
    return network !== undefined && others.length === 0 && !network.isSet("port");
}

import type { Attributes } from "./attributes";
import { hasOnePort, serverOfPort } from "./ports";
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

import type { Instance } from "./state";

/** What connects a floating IP, and is not a resource of its own here. */
export const connectionTypes: readonly string[] = [
    "networking_floatingip_associate_v2",
    "compute_floatingip_associate_v2",
];

export function connectionOf(address: string, instances: readonly Instance[]): Instance | undefined {
    return instances.find(
        ({ bareType, isData, unfit, attributes }) =>
            connectionTypes.includes(bareType) &&
            !isData &&
            unfit === undefined &&
            attributes.text("floating_ip") === address,
    );
}

/**
 * The server that a port belongs to, if it was made with that server, and is its only one: a port with a resource of its own stays
 * when the server is replaced.
 */
export function serverOfPort(portId: string, instances: readonly Instance[]): string | undefined {
    const port = instances.find(
        ({ bareType, isData, attributes }) =>
            bareType === "networking_port_v2" && isData && attributes.text("id") === portId,
    );
    const serverId = port?.attributes.text("device_id");
    const server = instances.find(
        ({ bareType, attributes }) =>
            bareType === "compute_instance_v2" && attributes.text("id") === serverId,
    );
    const [network, ...others] = server?.attributes.blocks("network") ?? [];
    return network && others.length === 0 && !network.isSet("port") ? serverId : undefined;
}

import type { Instance } from "./state";

/** The server that a port was made with, as a data source tells. One with a resource of its own stays when a server is replaced. */
export function serverOfPort(portId: string, instances: readonly Instance[]): string | undefined {
    const port = instances.find(
        ({ bareType, isData, attributes }) =>
            bareType === "networking_port_v2" && isData && attributes.text("id") === portId,
    );
    return port?.attributes.text("device_id");
}

/** How many a server has, and how many of them were made with it; undefined if the state does not have the server. */
export function portsOf(
    serverId: string,
    instances: readonly Instance[],
): { all: number; own: number } | undefined {
    const server = instances.find(
        ({ bareType, attributes }) =>
            bareType === "compute_instance_v2" && attributes.text("id") === serverId,
    );
    if (server === undefined) return undefined;
    const networks = server.attributes.blocks("network");
    const attached = instances.filter(
        ({ bareType, attributes }) =>
            bareType === "compute_interface_attach_v2" && attributes.text("instance_id") === serverId,
    );
    return {
        all: networks.length + attached.length,
        own: networks.filter((network) => !network.isSet("port")).length,
    };
}

/** Whether it has a single one, which was made with it. */
export function hasOnePort(serverId: string, instances: readonly Instance[]): boolean {
    const ports = portsOf(serverId, instances);
    return ports?.all === 1 && ports.own === 1;
}

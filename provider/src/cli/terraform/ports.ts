import type { Attributes } from "./attributes";
import type { Instance } from "./state";

/** The server that a port was made with, as a data source tells. One with a resource of its own stays when a server is replaced. */
export function serverOfPort(portId: string, instances: readonly Instance[]): string | undefined {
    const port = instances.find(
        ({ bareType, isData, attributes }) =>
            bareType === "networking_port_v2" && isData && attributes.text("id") === portId,
    );
    return port?.attributes.text("device_id");
}

/** Undefined if the state does not have the server. */
export function portsOf(serverId: string, instances: readonly Instance[]): Attributes[] | undefined {
    const server = instances.find(
        ({ bareType, attributes }) =>
            bareType === "compute_instance_v2" && attributes.text("id") === serverId,
    );
    const attached = instances.filter(
        ({ bareType, attributes }) =>
            bareType === "compute_interface_attach_v2" && attributes.text("instance_id") === serverId,
    );
    return (
        server && [...server.attributes.blocks("network"), ...attached.map(({ attributes }) => attributes)]
    );
}

/** Whether it has a single one, which was made with it. */
export function hasOnePort(serverId: string, instances: readonly Instance[]): boolean {
    const [network, ...others] = portsOf(serverId, instances) ?? [];
    return network !== undefined && others.length === 0 && !network.isSet("port");
}

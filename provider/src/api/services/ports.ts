import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { identifier, listOf, object, optional, type Shaped, text } from "../shapes";

/** A network interface. */
export interface Port {
    id: string;
    name: string;
    networkId: string;
    /** The server that uses it, if any. */
    serverId: string | undefined;
    fixedIps: { subnetId: string; address: string }[];
}

const wirePort = object({
    id: identifier,
    name: optional(text),
    network_id: text,
    device_id: optional(text),
    device_owner: optional(text),
    fixed_ips: listOf(object({ subnet_id: text, ip_address: text })),
});
const portDocument = object({ port: wirePort });
const portsDocument = object({ ports: listOf(wirePort) });

export class Ports {
    constructor(private readonly network: ServiceClient) {}

    async get(id: string): Promise<Port | undefined> {
        const document = await orUndefined(this.network.read(portDocument, "GET", ["ports", id]));
        return document && fromWire(document.port);
    }

    async list(): Promise<Port[]> {
        return (await this.network.read(portsDocument, "GET", ["ports"])).ports.map(fromWire);
    }

    async ofServer(serverId: string): Promise<Port[]> {
        const query = { device_id: serverId };
        const document = await this.network.read(portsDocument, "GET", ["ports"], { query });
        return document.ports.map(fromWire).filter((port) => port.serverId === serverId);
    }
}

function fromWire(wire: Shaped<typeof wirePort>): Port {
    // "compute:ZONE"; routers and load balancers have ports too.
    const isOfServer = wire.device_owner?.startsWith("compute:") ?? true;
    return {
        id: wire.id,
        name: wire.name ?? "",
        networkId: wire.network_id,
        serverId: (isOfServer && wire.device_id) || undefined,
        fixedIps: wire.fixed_ips.map(({ subnet_id: subnetId, ip_address: address }) => ({
            subnetId,
            address,
        })),
    };
}

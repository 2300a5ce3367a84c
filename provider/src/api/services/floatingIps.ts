import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { oneLine } from "../oneLine";
import { boolean, identifier, listOf, object, optional, type Shaped, text } from "../shapes";

export interface FloatingIp {
    id: string;
    address: string;
    status: string;
    floatingNetworkId: string;
    portId: string | undefined;
    fixedIp: string | undefined;
    /** NHN Cloud only; else empty. */
    label: string;
    /** OpenStack only; else empty. */
    description: string;
    isProtected: boolean;
}

/** Omitted fields stay as they are. */
export interface FloatingIpChange {
    portId?: string | undefined;
    fixedIp?: string | undefined;
    label?: string | undefined;
    description?: string | undefined;
    deleteProtection?: boolean | undefined;
}

const wireFloatingIp = object({
    id: identifier,
    floating_ip_address: text,
    status: optional(text),
    floating_network_id: text,
    port_id: optional(text),
    fixed_ip_address: optional(text),
    label: optional(text),
    description: optional(text),
    delete_protection: optional(boolean),
});
const floatingIpDocument = object({ floatingip: wireFloatingIp });
const floatingIpsDocument = object({ floatingips: listOf(wireFloatingIp) });

export class FloatingIps {
    constructor(private readonly network: ServiceClient) {}

    async get(id: string): Promise<FloatingIp | undefined> {
        const document = await orUndefined(this.network.read(floatingIpDocument, "GET", ["floatingips", id]));
        return document && fromWire(document.floatingip);
    }

    async list(): Promise<FloatingIp[]> {
        const document = await this.network.read(floatingIpsDocument, "GET", ["floatingips"]);
        return document.floatingips.map(fromWire);
    }

    async create(floatingNetworkId: string, more: FloatingIpChange): Promise<FloatingIp> {
        const floatingip = { floating_network_id: floatingNetworkId, ...toWire(more) };
        return await this.answered("POST", ["floatingips"], floatingip);
    }

    /** The port is always sent: older versions of Neutron disconnect the floating IP if it is omitted. */
    async update(id: string, change: FloatingIpChange & { portId: string | undefined }): Promise<FloatingIp> {
        const floatingip = { ...toWire(change), port_id: change.portId ?? null };
        return await this.answered("PUT", ["floatingips", id], floatingip);
    }

    /** False if it did not exist. */
    async delete(id: string): Promise<boolean> {
        return (await orUndefined(this.network.send("DELETE", ["floatingips", id]))) !== undefined;
    }

    private async answered(
        method: "POST" | "PUT",
        path: readonly string[],
        floatingip: object,
    ): Promise<FloatingIp> {
        const document = await this.network.read(floatingIpDocument, method, path, { body: { floatingip } });
        return fromWire(document.floatingip);
    }
}

function toWire({ portId, fixedIp, label, description, deleteProtection }: FloatingIpChange): object {
    return {
        port_id: portId,
        fixed_ip_address: fixedIp,
        label,
        description,
        delete_protection: deleteProtection,
    };
}

function fromWire(wire: Shaped<typeof wireFloatingIp>): FloatingIp {
    return {
        id: wire.id,
        address: wire.floating_ip_address,
        status: oneLine(wire.status ?? ""),
        floatingNetworkId: wire.floating_network_id,
        portId: wire.port_id || undefined,
        fixedIp: wire.fixed_ip_address || undefined,
        label: wire.label ?? "",
        description: wire.description ?? "",
        isProtected: wire.delete_protection ?? false,
    };
}

import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { identifier, listOf, number, object, optional, type Shaped, text } from "../shapes";

export interface SecurityGroup {
    id: string;
    name: string;
    description: string;
    tenantId: string | undefined;
    rules: SecurityGroupRule[];
}

export interface SecurityGroupRule {
    id: string;
    direction: string;
    ethertype: string;
    protocol: string | undefined;
    portRangeMin: number | undefined;
    portRangeMax: number | undefined;
    remoteGroupId: string | undefined;
    remoteIpPrefix: string | undefined;
    description: string;
}

const wireRule = object({
    id: identifier,
    direction: text,
    ethertype: optional(text),
    protocol: optional(text),
    port_range_min: optional(portNumber),
    port_range_max: optional(portNumber),
    remote_group_id: optional(text),
    remote_ip_prefix: optional(text),
    description: optional(text),
});
const wireGroup = object({
    id: identifier,
    name: text,
    description: optional(text),
    tenant_id: optional(text),
    security_group_rules: optional(listOf(wireRule)),
});
const groupDocument = object({ security_group: wireGroup });
const groupsDocument = object({ security_groups: listOf(wireGroup) });

export class SecurityGroups {
    constructor(private readonly network: ServiceClient) {}

    /** All groups that the user may see, or those with that name. */
    async list(name?: string): Promise<SecurityGroup[]> {
        const document = await this.network.read(groupsDocument, "GET", ["security-groups"], {
            query: { name },
        });
        return document.security_groups.map(fromWire);
    }

    async get(id: string): Promise<SecurityGroup | undefined> {
        const document = await orUndefined(this.network.read(groupDocument, "GET", ["security-groups", id]));
        return document && fromWire(document.security_group);
    }

    /** The name of a group, or undefined if it does not exist. */
    async nameOf(id: string): Promise<string | undefined> {
        return (await this.get(id))?.name;
    }
}

/** The guide's examples have port numbers as strings, too. */
function portNumber(value: unknown): value is number | string {
    return number(value) || (text(value) && /^\d+$/.test(value));
}

function fromWire(wire: Shaped<typeof wireGroup>): SecurityGroup {
    return {
        id: wire.id,
        name: wire.name,
        description: wire.description ?? "",
        tenantId: wire.tenant_id ?? undefined,
        rules: (wire.security_group_rules ?? []).map(ruleFromWire),
    };
}

function ruleFromWire(wire: Shaped<typeof wireRule>): SecurityGroupRule {
    const portOf = (value: string | number | null | undefined) => (value == null ? undefined : Number(value));
    return {
        id: wire.id,
        direction: wire.direction,
        ethertype: wire.ethertype ?? "IPv4",
        protocol: wire.protocol ?? undefined,
        portRangeMin: portOf(wire.port_range_min),
        portRangeMax: portOf(wire.port_range_max),
        remoteGroupId: wire.remote_group_id ?? undefined,
        remoteIpPrefix: wire.remote_ip_prefix ?? undefined,
        description: wire.description ?? "",
    };
}

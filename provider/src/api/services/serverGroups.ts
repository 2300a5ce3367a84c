import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { identifier, listOf, object, optional, type Shaped, text } from "../shapes";

/** What the vendor calls a placement policy. */
export interface ServerGroup {
    id: string;
    name: string;
    policies: string[];
    /** Ids of servers. */
    members: string[];
}

const wireGroup = object({
    id: identifier,
    name: text,
    policies: optional(listOf(text)),
    members: optional(listOf(text)),
});
const groupDocument = object({ server_group: wireGroup });
const groupsDocument = object({ server_groups: listOf(wireGroup) });

export class ServerGroups {
    constructor(private readonly compute: ServiceClient) {}

    async get(id: string): Promise<ServerGroup | undefined> {
        const document = await orUndefined(this.compute.read(groupDocument, "GET", ["os-server-groups", id]));
        return document && fromWire(document.server_group);
    }

    async list(): Promise<ServerGroup[]> {
        const document = await this.compute.read(groupsDocument, "GET", ["os-server-groups"]);
        return document.server_groups.map(fromWire);
    }

    async create(name: string, policies: readonly string[]): Promise<ServerGroup> {
        const body = { server_group: { name, policies } };
        const document = await this.compute.read(groupDocument, "POST", ["os-server-groups"], { body });
        return fromWire(document.server_group);
    }

    async delete(id: string): Promise<void> {
        await orUndefined(this.compute.send("DELETE", ["os-server-groups", id]));
    }
}

function fromWire({ id, name, policies, members }: Shaped<typeof wireGroup>): ServerGroup {
    return { id, name, policies: policies ?? [], members: members ?? [] };
}

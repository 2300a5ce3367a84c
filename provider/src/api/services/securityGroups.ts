import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { identifier, listOf, object, optional, text } from "../shapes";

export interface SecurityGroup {
    id: string;
    name: string;
    tenantId: string | undefined;
}

const wireGroup = object({ id: identifier, name: text, tenant_id: optional(text) });
const groupDocument = object({ security_group: wireGroup });
const groupsDocument = object({ security_groups: listOf(wireGroup) });

export class SecurityGroups {
    constructor(private readonly network: ServiceClient) {}

    /** All groups that the user may see, or those with that name. */
    async list(name?: string): Promise<SecurityGroup[]> {
        const document = await this.network.read(groupsDocument, "GET", ["security-groups"], {
            query: { name },
        });
        return document.security_groups.map(({ id, name, tenant_id: tenantId }) => ({
            id,
            name,
            tenantId: tenantId ?? undefined,
        }));
    }

    /** The name of a group, or undefined if it does not exist. */
    async nameOf(id: string): Promise<string | undefined> {
        const document = await orUndefined(this.network.read(groupDocument, "GET", ["security-groups", id]));
        return document?.security_group.name;
    }
}

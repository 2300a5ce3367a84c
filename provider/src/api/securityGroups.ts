import { orUndefined } from "./errors";
import type { Service } from "./session";

export interface SecurityGroup {
    id: string;
    name: string;
    tenantId: string | undefined;
}

interface WireSecurityGroup {
    id: string;
    name: string;
    tenant_id?: string;
}

export class SecurityGroups {
    constructor(private readonly network: Service) {}

    /** All that the user may see, or those of one name. */
    async list(name?: string): Promise<SecurityGroup[]> {
        const answer = await this.network("GET", "/security-groups", { query: { name } });
        const { security_groups: groups } = answer.body as { security_groups: WireSecurityGroup[] };
        return groups.map(({ id, name, tenant_id: tenantId }) => ({ id, name, tenantId }));
    }

    /** The name of the group with that id, or undefined where there is none. */
    async nameOf(id: string): Promise<string | undefined> {
        const answer = await orUndefined(this.network("GET", `/security-groups/${encodeURIComponent(id)}`));
        return (answer?.body as { security_group: { name: string } } | undefined)?.security_group.name;
    }
}

import { orUndefined } from "./errors";
import type { Service } from "./session";

export class SecurityGroups {
    constructor(private readonly network: Service) {}

    /** The name of the group with that id, or undefined where there is none. */
    async nameOf(id: string): Promise<string | undefined> {
        const answer = await orUndefined(this.network("GET", `/security-groups/${id}`));
        return (answer?.body as { security_group: { name: string } } | undefined)?.security_group.name;
    }
}

import { hasCode } from "./errors";
import type { Service } from "./session";

export class SecurityGroups {
    constructor(private readonly network: Service) {}

    /** The name of the group with that id, or undefined where there is none. */
    async nameOf(id: string): Promise<string | undefined> {
        try {
            const answer = await this.network("GET", `/security-groups/${id}`);
            return (answer.body as { security_group: { name: string } }).security_group.name;
        } catch (error) {
            if (hasCode(error, "not_found")) return undefined;
            throw error;
        }
    }
}

import { orUndefined } from "./errors";
import type { Service } from "./session";

export interface Network {
    id: string;
    name: string;
}

/** How the vendor calls a collection, and how OpenStack does, whose clouds do not know the vendor's. */
const names = {
    networks: ["vpcs", "networks"],
    subnets: ["vpcsubnets", "subnets"],
} as const;

/** Networks, or the subnets in them. */
export class Networks {
    constructor(
        private readonly network: Service,
        private readonly kind: keyof typeof names,
    ) {}

    /** Undefined where the cloud has no such list. */
    async list(): Promise<Network[] | undefined> {
        for (const name of names[this.kind]) {
            const answer = await orUndefined(this.network("GET", `/${name}`));
            if (answer) return (answer.body as Record<string, Network[]>)[name];
        }
        return undefined;
    }

    async has(id: string): Promise<boolean> {
        for (const name of names[this.kind]) {
            const path = `/${name}/${encodeURIComponent(id)}`;
            if (await orUndefined(this.network("GET", path))) return true;
        }
        return false;
    }
}

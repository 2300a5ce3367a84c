import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { anything, identifier, listOf, mapOf, object, text } from "../shapes";

export interface Network {
    id: string;
    name: string;
}

/** The vendor's name of a collection, and OpenStack's. */
const names = {
    networks: ["vpcs", "networks"],
    subnets: ["vpcsubnets", "subnets"],
} as const;

const networkList = listOf(object({ id: identifier, name: text }));

/** Networks, or the subnets in them. */
export class Networks {
    constructor(
        private readonly network: ServiceClient,
        private readonly kind: keyof typeof names,
    ) {}

    /** Undefined if the cloud has no such list. */
    async list(): Promise<Network[] | undefined> {
        for (const name of names[this.kind]) {
            const shape = object({ [name]: networkList });
            const document = await orUndefined(this.network.read(shape, "GET", [name]));
            if (document) return document[name];
        }
        return undefined;
    }

    async has(id: string): Promise<boolean> {
        for (const name of names[this.kind]) {
            if (await orUndefined(this.network.read(mapOf(anything), "GET", [name, id]))) return true;
        }
        return false;
    }
}

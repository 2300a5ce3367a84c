import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { identifier, listOf, object, optional, type Shaped, text } from "../shapes";

export interface Keypair {
    name: string;
    publicKey: string;
    fingerprint: string;
    userId: string | undefined;
    createdAt: string | undefined;
}

const keypairDocument = object({
    keypair: object({
        name: identifier,
        public_key: text,
        fingerprint: text,
        user_id: optional(text),
        created_at: optional(text),
    }),
});
const keypairsDocument = object({ keypairs: listOf(keypairDocument) });

export class Keypairs {
    constructor(private readonly compute: ServiceClient) {}

    /** All keypairs of the user; the list has neither userId nor createdAt. */
    async list(): Promise<Keypair[]> {
        const document = await this.compute.read(keypairsDocument, "GET", ["os-keypairs"]);
        return document.keypairs.map(fromWire);
    }

    async get(name: string): Promise<Keypair | undefined> {
        const document = await orUndefined(this.compute.read(keypairDocument, "GET", ["os-keypairs", name]));
        return document && fromWire(document);
    }

    async create(name: string, publicKey: string): Promise<Keypair> {
        const body = { keypair: { name, public_key: publicKey } };
        return fromWire(await this.compute.read(keypairDocument, "POST", ["os-keypairs"], { body }));
    }

    async delete(name: string, options: { repeatable?: false } = {}): Promise<void> {
        await orUndefined(this.compute.send("DELETE", ["os-keypairs", name], options));
    }
}

function fromWire({ keypair }: Shaped<typeof keypairDocument>): Keypair {
    return {
        name: keypair.name,
        publicKey: keypair.public_key,
        fingerprint: keypair.fingerprint,
        userId: keypair.user_id ?? undefined,
        createdAt: keypair.created_at ?? undefined,
    };
}

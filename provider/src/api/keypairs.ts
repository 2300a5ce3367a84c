import { orUndefined } from "./errors";
import type { Service } from "./session";

export interface Keypair {
    name: string;
    publicKey: string;
    /** Only in the answer to a create without a public key, and never again. */
    privateKey: string | undefined;
    fingerprint: string;
    userId: string | undefined;
    createdAt: string | undefined;
}

interface WireKeypair {
    name: string;
    public_key: string;
    private_key?: string;
    fingerprint: string;
    user_id?: string;
    created_at?: string;
}

export class Keypairs {
    constructor(private readonly compute: Service) {}

    /** All of the user's; the cloud lists neither the user nor the time. */
    async list(): Promise<Keypair[]> {
        const answer = await this.compute("GET", "/os-keypairs");
        return (answer.body as { keypairs: unknown[] }).keypairs.map(fromWire);
    }

    async get(name: string): Promise<Keypair | undefined> {
        const answer = await orUndefined(this.compute("GET", path(name)));
        return answer && fromWire(answer.body);
    }

    async create(name: string, publicKey: string | undefined): Promise<Keypair> {
        const body = { keypair: { name, public_key: publicKey } };
        const answer = await this.compute("POST", "/os-keypairs", { body });
        return fromWire(answer.body);
    }

    async delete(name: string): Promise<void> {
        await orUndefined(this.compute("DELETE", path(name)));
    }
}

function path(name: string): string {
    return `/os-keypairs/${encodeURIComponent(name)}`;
}

function fromWire(body: unknown): Keypair {
    const { keypair } = body as { keypair: WireKeypair };
    return {
        name: keypair.name,
        publicKey: keypair.public_key,
        privateKey: keypair.private_key,
        fingerprint: keypair.fingerprint,
        userId: keypair.user_id,
        createdAt: keypair.created_at,
    };
}

import { hasCode } from "./errors";
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

    async get(name: string): Promise<Keypair | undefined> {
        try {
            const answer = await this.compute("GET", path(name));
            return fromWire(answer.body);
        } catch (error) {
            if (hasCode(error, "not_found")) return undefined;
            throw error;
        }
    }

    async create(name: string, publicKey: string | undefined): Promise<Keypair> {
        const body = { keypair: { name, public_key: publicKey } };
        const answer = await this.compute("POST", "/os-keypairs", { body });
        return fromWire(answer.body);
    }

    async delete(name: string): Promise<void> {
        try {
            await this.compute("DELETE", path(name));
        } catch (error) {
            if (!hasCode(error, "not_found")) throw error;
        }
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

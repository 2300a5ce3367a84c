import { randomBytes } from "node:crypto";
import type { Clock } from "./clock";

export interface TokenRecord {
    id: string;
    issued: number;
    expires: number;
    methods: string[];
}

export class TokenStore {
    private readonly tokens = new Map<string, TokenRecord>();

    constructor(
        private readonly clock: Clock,
        private readonly seconds: number,
    ) {}

    issue(methods: string[]): TokenRecord {
        const issued = this.clock.now();
        const id = `gAAAAA${randomBytes(48).toString("base64url")}`;
        const token = { id, issued, expires: issued + this.seconds * 1000, methods };
        this.tokens.set(id, token);
        return token;
    }

    find(id: string | undefined): TokenRecord | undefined {
        const token = id === undefined ? undefined : this.tokens.get(id);
        return token && token.expires > this.clock.now() ? token : undefined;
    }

    revoke(id: string): void {
        this.tokens.delete(id);
    }

    revokeAll(): void {
        this.tokens.clear();
    }
}

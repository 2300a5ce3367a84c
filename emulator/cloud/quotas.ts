import { TENANT_ID } from "./account";

export type Counts = Record<string, number>;

export const UNLIMITED = -1;

/** Each limit with how much of it is used. */
export function withUsage(limits: Counts, used: Counts, key: "in_use" | "used" = "in_use"): object {
    const entries = Object.entries(limits).map(([name, limit]) => {
        return [name, { limit, [key]: used[name] ?? 0, reserved: 0 }];
    });
    return Object.fromEntries(entries);
}

/** Only administrators see the quotas of other projects. */
export function isOtherTenant(id: string): boolean {
    return id !== TENANT_ID;
}

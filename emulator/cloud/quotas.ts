import type { RegionCall } from "../http/router";
import { TENANT_ID } from "./seed";

export type Counts = Record<string, number>;

/** A limit of -1 is none. */
export const NO_LIMIT = -1;

/** Limits alone, or each with what is in use of it. */
export function withUse(limits: Counts, used: Counts, word: "in_use" | "used" = "in_use"): object {
    const each = Object.entries(limits).map(([name, limit]) => {
        return [name, { limit, [word]: used[name] ?? 0, reserved: 0 }];
    });
    return Object.fromEntries(each);
}

/** Those of other tenants are for administrators. */
export function isForeign({ param }: RegionCall): boolean {
    return param("id") !== TENANT_ID;
}

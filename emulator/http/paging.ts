import { badRequest, type Refusal } from "./errors";
import type { RegionCall } from "./router";

export interface Page<T> {
    entries: T[];
    /** present when there may be more */
    next: string | undefined;
}

export interface PageRules {
    /** what a page holds when no limit is given */
    normal: number;
    most: number;
    /** what is said of a limit that is no number */
    complain?: (text: string) => string;
    /** what is said of a marker that nothing has */
    missing?: (marker: string) => Refusal;
}

export function readCount(
    call: RegionCall,
    name: string,
    complain = (text: string) =>
        `Invalid input for query parameters ${name}. Value: ${text}. '${text}' does not match '^[0-9]*$'`,
): number | undefined {
    const text = call.query.get(name);
    if (text === null) return undefined;
    if (/^\d+$/.test(text)) return Number(text);
    throw badRequest(complain(text));
}

/** limit and marker as Nova reads them: a full page always names a next one. */
export function paginate<T extends { id: string }>(
    call: RegionCall,
    all: T[],
    path: string,
    rules: PageRules,
): Page<T> {
    const asked = readCount(call, "limit", rules.complain) ?? rules.normal;
    const limit = Math.min(asked, rules.most, call.state.pageCap);
    const marker = call.query.get("marker");
    const at = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    if (marker !== null && at === 0)
        throw rules.missing?.(marker) ?? badRequest(`marker [${marker}] not found`);
    const entries = all.slice(at, at + limit);
    const last = entries.at(-1);
    if (!last || entries.length < limit) return { entries, next: undefined };
    const query = new URLSearchParams(call.query);
    query.set("limit", String(limit));
    query.set("marker", last.id);
    return { entries, next: `${call.root}/${path}?${query}` };
}

/** A list under its name, with the link to the next page beside it. */
export function pageBody(
    name: string,
    rendered: unknown[],
    next: string | undefined,
): Record<string, unknown> {
    return {
        [name]: rendered,
        ...(next === undefined ? {} : { [`${name}_links`]: [{ rel: "next", href: next }] }),
    };
}

import { badRequest, type ErrorResponse } from "./errors";
import type { RegionRequest } from "./router";

export interface Page<T> {
    entries: T[];
    /** The URL of the next page, where there may be one. */
    next: string | undefined;
}

export interface PageRules {
    defaultLimit: number;
    maxLimit: number;
    /** The message for a limit that is not a number. */
    limitMessage?: (text: string) => string;
    /** The error for a marker that is not found. */
    markerError?: (marker: string) => ErrorResponse;
}

export function readCount(
    request: RegionRequest,
    name: string,
    message = (text: string) =>
        `Invalid input for query parameters ${name}. Value: ${text}. '${text}' does not match '^[0-9]*$'`,
): number | undefined {
    const text = request.query.get(name);
    if (text === null) return undefined;
    if (/^\d+$/.test(text)) return Number(text);
    throw badRequest(message(text));
}

/** Applies limit and marker as Nova does: a full page always links to a next one. */
export function paginate<T extends { id: string }>(
    request: RegionRequest,
    all: T[],
    path: string,
    rules: PageRules,
): Page<T> {
    const requested = readCount(request, "limit", rules.limitMessage) ?? rules.defaultLimit;
    const limit = Math.min(requested, rules.maxLimit, request.state.pageCap);
    const marker = request.query.get("marker");
    const at = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    if (marker !== null && at === 0)
        throw rules.markerError?.(marker) ?? badRequest(`marker [${marker}] not found`);
    const entries = all.slice(at, at + limit);
    const last = entries.at(-1);
    if (!last || entries.length < limit) return { entries, next: undefined };
    const query = new URLSearchParams(request.query);
    query.set("limit", String(limit));
    query.set("marker", last.id);
    return { entries, next: `${request.root}/${path}?${query}` };
}

/** A list under its name, beside the link to the next page. */
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

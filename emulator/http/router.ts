import type { IncomingHttpHeaders } from "node:http";
import type { Region } from "../cloud/region";
import type { CloudState } from "../cloud/state";
import type { TokenRecord } from "../cloud/tokens";

export interface Answer {
    status: number;
    body?: unknown;
    headers?: Record<string, string>;
}

/** One request on its way to a handler. */
export interface Call {
    state: CloudState;
    method: string;
    /** as asked for, with query */
    target: string;
    query: URLSearchParams;
    headers: IncomingHttpHeaders;
    /** undefined: no body; MALFORMED: not JSON */
    body: unknown;
    param(name: string): string;
}

export interface RegionCall extends Call {
    region: Region;
    token: TokenRecord;
    /** where links of this answer begin, with version and tenant */
    root: string;
    /** where bookmarks begin: no version */
    bookmarkRoot: string;
}

export type Handler<C> = (call: C) => Answer | Promise<Answer>;

export interface Route<C> {
    method: string;
    pattern: string;
    handle: Handler<C>;
}

export type Found<C> =
    | { kind: "found"; handle: Handler<C>; params: Record<string, string> }
    | { kind: "wrong-method"; allowed: string[] }
    | { kind: "unknown" };

function split(path: string): string[] {
    return path.split("/").filter((part) => part !== "");
}

function matchPattern(pattern: string, parts: string[]): Record<string, string> | undefined {
    const wanted = split(pattern);
    if (wanted.length !== parts.length) return undefined;
    const params: Record<string, string> = {};
    for (const [at, part] of parts.entries()) {
        const want = wanted[at] ?? "";
        if (want.startsWith(":")) params[want.slice(1)] = part;
        else if (want !== part) return undefined;
    }
    return params;
}

export function findRoute<C>(routes: Route<C>[], method: string, path: string): Found<C> {
    const parts = split(path);
    const allowed: string[] = [];
    for (const route of routes) {
        const params = matchPattern(route.pattern, parts);
        if (!params) continue;
        if (route.method === method) return { kind: "found", handle: route.handle, params };
        allowed.push(route.method);
    }
    return allowed.length > 0 ? { kind: "wrong-method", allowed } : { kind: "unknown" };
}

export function paramReader(params: Record<string, string>): (name: string) => string {
    return (name) => {
        const value = params[name];
        if (value === undefined) throw new Error(`the route has no :${name}`);
        return value;
    };
}

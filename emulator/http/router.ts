import type { IncomingHttpHeaders } from "node:http";
import type { Region } from "../cloud/region";
import type { CloudState } from "../cloud/state";

export interface ApiResponse {
    status: number;
    body?: unknown;
    headers?: Record<string, string>;
}

/** A request as a handler gets it. */
export interface ApiRequest {
    state: CloudState;
    method: string;
    /** The path as it was sent, with its query. */
    target: string;
    query: URLSearchParams;
    headers: IncomingHttpHeaders;
    /** Undefined where there is none. */
    body: unknown;
    param(name: string): string;
}

/** A request to a service of one region. */
export interface RegionRequest extends ApiRequest {
    region: Region;
    /** Where links begin: with version and tenant. */
    root: string;
    /** Where bookmarks begin: without version. */
    bookmarkRoot: string;
}

export type Handler<R> = (request: R) => ApiResponse | Promise<ApiResponse>;

export interface Route<R> {
    method: string;
    pattern: string;
    handle: Handler<R>;
}

export type RouteMatch<R> =
    | { kind: "found"; handle: Handler<R>; params: Record<string, string> }
    | { kind: "wrong-method" }
    | { kind: "unknown" };

function split(path: string): string[] {
    return path.split("/").filter((part) => part !== "");
}

function matchPattern(pattern: string, parts: string[]): Record<string, string> | undefined {
    const expected = split(pattern);
    if (expected.length !== parts.length) return undefined;
    const params: Record<string, string> = {};
    for (const [at, part] of parts.entries()) {
        const name = expected[at] ?? "";
        if (name.startsWith(":")) params[name.slice(1)] = part;
        else if (name !== part) return undefined;
    }
    return params;
}

export function findRoute<R>(routes: Route<R>[], method: string, path: string): RouteMatch<R> {
    const parts = split(path);
    let isKnownPath = false;
    for (const route of routes) {
        const params = matchPattern(route.pattern, parts);
        if (!params) continue;
        if (route.method === method) return { kind: "found", handle: route.handle, params };
        isKnownPath = true;
    }
    return { kind: isKnownPath ? "wrong-method" : "unknown" };
}

export function paramReader(params: Record<string, string>): (name: string) => string {
    return (name) => {
        const value = params[name];
        if (value === undefined) throw new Error(`The route has no :${name}.`);
        return value;
    };
}

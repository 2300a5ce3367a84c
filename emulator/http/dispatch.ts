import type { IncomingMessage } from "node:http";
import { unescape as decode } from "node:querystring";
import { TENANT_ID } from "../cloud/account";
import type { CloudState } from "../cloud/state";
import { type ApiVersion, type ApiVersions, discover } from "./discovery";
import { badRequest, type ErrorResponse, keystoneErrorBody, novaErrorBody, unauthorized } from "./errors";
import { entryOf } from "./json";
import {
    type ApiRequest,
    type ApiResponse,
    findRoute,
    paramReader,
    type RegionRequest,
    type Route,
} from "./router";

type ErrorBody = (status: number, message: string) => unknown;

export interface Service {
    routes: Route<RegionRequest>[];
    versions: ApiVersions;
    /** How the service writes errors. */
    errorBody: ErrorBody;
}

export interface Services {
    identity: Route<ApiRequest>[];
    /** What each region has, by the segment of the path. */
    regional: Record<string, Service>;
}

export interface Dispatched {
    response: ApiResponse;
    /** Whether the cloud has what was asked for. */
    known: boolean;
}

export type Dispatch = (state: CloudState, message: IncomingMessage, text: string) => Promise<Dispatched>;

/** A request before its route is known. */
type Unrouted = Omit<ApiRequest, "param" | "body">;

const keystoneNotFound: ErrorBody = (status, message) => keystoneErrorBody(status, "Not Found", message);

function unknown({ method, target }: Unrouted, status: 404 | 405, errorBody: ErrorBody): Dispatched {
    const message = `This cloud has no ${method} ${target}`;
    return { response: { status, body: errorBody(status, message) }, known: false };
}

function parseBody(text: string): unknown {
    if (text === "") return undefined;
    try {
        return JSON.parse(text);
    } catch {
        throw badRequest("Malformed request body");
    }
}

async function route<R extends ApiRequest>(
    routes: Route<R>[],
    path: string,
    request: Omit<R, "param" | "body">,
    text: string,
    errorBody: ErrorBody,
): Promise<Dispatched> {
    const found = findRoute(routes, request.method, path);
    if (found.kind !== "found") return unknown(request, found.kind === "unknown" ? 404 : 405, errorBody);
    const routed = { ...request, body: parseBody(text), param: paramReader(found.params) } as R;
    return { response: await found.handle(routed), known: true };
}

function hasTenant({ tenantInPath }: ApiVersion, first = ""): boolean {
    return tenantInPath === "required" || (tenantInPath === "optional" && /^[0-9a-f]{32}$/.test(first));
}

function wrongTenant(given: string): ErrorResponse {
    return badRequest(
        `Malformed request URL: URL's project_id '${given}' doesn't match Context's project_id '${TENANT_ID}'`,
    );
}

async function routeInRegion(
    services: Services["regional"],
    request: Unrouted,
    parts: string[],
    text: string,
): Promise<Dispatched> {
    const [regionPart = "", servicePart = "", versionPart = "", ...rest] = parts;
    const { state } = request;
    const region = state.regions.get(regionPart.toUpperCase());
    const service = entryOf(services, servicePart);
    if (!region || !service) return unknown(request, 404, novaErrorBody);
    const { routes, versions, errorBody } = service;
    const base = `${state.url}/${regionPart}/${servicePart}`;
    const document = request.method === "GET" ? discover(versions, base, parts.slice(2)) : undefined;
    if (document) return { response: document, known: true };
    const version = versions.versions.find(({ path }) => path === versionPart);
    if (!version) return unknown(request, 404, errorBody);
    if (!state.tokens.find(String(request.headers["x-auth-token"]))) throw unauthorized();
    const withTenant = hasTenant(version, rest[0]);
    if (withTenant && rest[0] !== TENANT_ID) throw wrongTenant(rest[0] ?? "");
    const tenant = withTenant ? `/${TENANT_ID}` : "";
    const root = `${base}/${versionPart}${tenant}`;
    const path = rest.slice(withTenant ? 1 : 0).join("/");
    return route(routes, path, { ...request, region, root, bookmarkRoot: base + tenant }, text, errorBody);
}

/** From a former address of the cloud. */
function redirect(url: string): ApiResponse {
    return { status: 308, headers: { Location: url } };
}

/** Finds the service and the handler for a request. */
export function dispatcher({ identity, regional }: Services): Dispatch {
    return async (state, message, text) => {
        state.catchUp();
        const target = message.url ?? "/";
        const [path = "", ...query] = target.split("?");
        // Decoded before it is split, as the real services do: a name with a slash cannot be reached.
        const parts = decode(path)
            .split("/")
            .filter((part) => part !== "");
        const request: Unrouted = {
            state,
            method: message.method ?? "GET",
            target,
            query: new URLSearchParams(query.join("?")),
            headers: message.headers,
        };
        const [first, ...rest] = parts;
        if (first === "moved")
            return { response: redirect(state.url + target.replace("/moved", "")), known: true };
        if (first !== "identity") return routeInRegion(regional, request, parts, text);
        return route<ApiRequest>(identity, rest.join("/"), request, text, keystoneNotFound);
    };
}

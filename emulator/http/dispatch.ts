import type { IncomingMessage } from "node:http";
import { unescape as decode } from "node:querystring";
import { volumeRoutes } from "../blockStorage/routes";
import { TENANT_ID } from "../cloud/seed";
import type { CloudState } from "../cloud/state";
import { computeRoutes } from "../compute/routes";
import { identityRoutes } from "../identity/routes";
import { imageRoutes } from "../image/images";
import { networkRoutes } from "../network/routes";
import { discover } from "./discovery";
import {
    badRequest,
    envelope,
    keystoneEnvelope,
    neutronEnvelope,
    type Refusal,
    unauthorized,
} from "./errors";
import { type Answer, type Call, findRoute, paramReader, type RegionCall, type Route } from "./router";
import { entryOf } from "./validation";

interface Service {
    routes: Route<RegionCall>[];
    /** Versions under which the service answers; "tenant" where one must follow. */
    versions: Record<string, "tenant" | "either" | "none">;
    complain: (status: number, message: string) => unknown;
}

const SERVICES: Record<string, Service> = {
    compute: { routes: computeRoutes, versions: { v2: "tenant", "v2.1": "either" }, complain: envelope },
    volume: { routes: volumeRoutes, versions: { v2: "either", v3: "either" }, complain: envelope },
    image: { routes: imageRoutes, versions: { v2: "none" }, complain: envelope },
    network: {
        routes: networkRoutes,
        versions: { "v2.0": "none" },
        complain: (status, message) =>
            neutronEnvelope(status === 404 ? "HTTPNotFound" : "HTTPMethodNotAllowed", message),
    },
};

export interface Outcome {
    answer: Answer;
    known: boolean;
}

function unknown(call: Call, status: 404 | 405, complain: Service["complain"]): Outcome {
    const message = `This cloud has no ${call.method} ${call.target}`;
    return { answer: { status, body: complain(status, message) }, known: false };
}

function parseBody(text: string): unknown {
    if (text === "") return undefined;
    try {
        return JSON.parse(text);
    } catch {
        throw badRequest("Malformed request body");
    }
}

async function dispatch<C extends Call>(
    routes: Route<C>[],
    path: string,
    call: Omit<C, "param" | "body">,
    text: string,
    complain: Service["complain"],
): Promise<Outcome> {
    const found = findRoute(routes, call.method, path);
    if (found.kind !== "found") {
        const bare = { ...call, body: undefined, param: String } as Call;
        return unknown(bare, found.kind === "unknown" ? 404 : 405, complain);
    }
    const full = { ...call, body: parseBody(text), param: paramReader(found.params) } as C;
    return { answer: await found.handle(full), known: true };
}

type Bare = Omit<Call, "param" | "body">;

async function answerForRegion(call: Bare, parts: string[], text: string): Promise<Outcome> {
    const [regionPart = "", servicePart = "", versionPart = "", ...rest] = parts;
    const region = call.state.regions.get(regionPart.toUpperCase());
    const service = entryOf(SERVICES, servicePart);
    const tenancy = service && entryOf(service.versions, versionPart);
    if (!region || !service) return unknown(call as Call, 404, envelope);
    const document = discover(call, regionPart, servicePart, parts.slice(2));
    if (document) return { answer: document, known: true };
    if (!tenancy) return unknown(call as Call, 404, service.complain);
    const token = call.state.tokens.find(String(call.headers["x-auth-token"]));
    if (!token) throw unauthorized();
    const hasTenant = tenancy === "tenant" || (tenancy === "either" && /^[0-9a-f]{32}$/.test(rest[0] ?? ""));
    if (hasTenant && rest[0] !== TENANT_ID) throw wrongTenant(rest[0] ?? "");
    const base = `${call.state.url}/${regionPart}/${servicePart}`;
    const tail = hasTenant ? `/${TENANT_ID}` : "";
    const regionCall = {
        ...call,
        region,
        token,
        root: `${base}/${versionPart}${tail}`,
        bookmarkRoot: base + tail,
    };
    return dispatch(
        service.routes,
        rest.slice(hasTenant ? 1 : 0).join("/"),
        regionCall,
        text,
        service.complain,
    );
}

function wrongTenant(given: string): Refusal {
    return badRequest(
        `Malformed request URL: URL's project_id '${given}' doesn't match Context's project_id '${TENANT_ID}'`,
    );
}

/** Of the address that a service had before it moved. */
function redirect(place: string): Answer {
    return { status: 308, headers: { Location: place } };
}

/** Finds the service a request is for and lets it answer. */
export async function answerRequest(
    state: CloudState,
    request: IncomingMessage,
    text: string,
): Promise<Outcome> {
    state.settle();
    const target = request.url ?? "/";
    const [path = "", ...query] = target.split("?");
    // Decoded before it is split, as the real services do: a name with a slash is out of reach.
    const parts = decode(path)
        .split("/")
        .filter((part) => part !== "");
    const call: Bare = {
        state,
        method: request.method ?? "GET",
        target,
        query: new URLSearchParams(query.join("?")),
        headers: request.headers,
    };
    if (parts[0] === "moved")
        return { answer: redirect(state.url + target.replace("/moved", "")), known: true };
    if (parts[0] !== "identity") return answerForRegion(call, parts, text);
    const complain = (status: number, message: string) => keystoneEnvelope(status, "Not Found", message);
    return dispatch<Call>(identityRoutes, parts.slice(1).join("/"), call, text, complain);
}

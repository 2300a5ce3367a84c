import {
    APPLICATION_CREDENTIAL_ID,
    APPLICATION_CREDENTIAL_SECRET,
    DOMAIN,
    PASSWORD,
    TENANT_ID,
    TENANT_NAME,
    USER_ID,
    USERNAME,
} from "../cloud/account";
import type { CloudState } from "../cloud/state";
import type { TokenRecord } from "../cloud/tokens";
import { ErrorResponse, keystoneErrorBody, unauthorized } from "../http/errors";
import { entryOf, isObject, type JsonObject, objectAt, textAt } from "../http/json";
import type { ApiRequest, ApiResponse } from "../http/router";
import { catalogV3 } from "./catalog";

const ROLES = [{ id: "839d9d903ff248309bdd9a415263dba3", name: "member" }];

function isOurUser(user: JsonObject): boolean {
    if (user.id !== undefined) return user.id === USER_ID;
    const { id, name } = objectAt(user, "domain");
    return user.name === USERNAME && (id === DOMAIN.id || name === DOMAIN.name);
}

/** The checks of each authentication method. */
const METHODS: Record<string, (given: JsonObject, state: CloudState) => boolean> = {
    password: (given) => {
        const user = objectAt(given, "user");
        return isOurUser(user) && user.password === PASSWORD;
    },
    application_credential: (given) => {
        const named = given.name === "local" && isOurUser(objectAt(given, "user"));
        return (
            (given.id === APPLICATION_CREDENTIAL_ID || named) &&
            given.secret === APPLICATION_CREDENTIAL_SECRET
        );
    },
    token: (given, state) => state.tokens.find(textAt(given, "id")) !== undefined,
};

function isOurScope(scope: JsonObject): boolean {
    if (!isObject(scope.project)) return Object.keys(scope).length === 0;
    const { id, name } = scope.project;
    return id === TENANT_ID || name === TENANT_NAME;
}

function keystoneBadRequest(message: string): ErrorResponse {
    return new ErrorResponse(400, keystoneErrorBody(400, "Bad Request", message));
}

/** POST /v3/auth/tokens */
export function createTokenV3({ state, body }: ApiRequest): ApiResponse {
    const auth = isObject(body) ? objectAt(body, "auth") : {};
    const identity = objectAt(auth, "identity");
    const methods = Array.isArray(identity.methods) ? identity.methods.map(String) : [];
    if (methods.length === 0) throw keystoneBadRequest("'identity' is a required property");
    const authenticated = methods.every((method) =>
        entryOf(METHODS, method)?.(objectAt(identity, method), state),
    );
    if (!authenticated || !isOurScope(objectAt(auth, "scope"))) throw unauthorized();
    const token = state.tokens.issue(methods);
    return { status: 201, body: { token: renderToken(token, state.url) }, headers: subject(token) };
}

function subject(token: TokenRecord): Record<string, string> {
    return { "X-Subject-Token": token.id, Vary: "X-Auth-Token" };
}

function renderToken(token: TokenRecord, url: string): unknown {
    const moment = (time: number) => `${new Date(time).toISOString().slice(0, 19)}.000000Z`;
    return {
        methods: token.methods,
        user: { domain: DOMAIN, id: USER_ID, name: USERNAME, password_expires_at: null },
        audit_ids: [token.id.slice(-22)],
        expires_at: moment(token.expires),
        issued_at: moment(token.issued),
        project: { domain: DOMAIN, id: TENANT_ID, name: TENANT_NAME },
        is_domain: false,
        roles: ROLES,
        catalog: catalogV3(url),
    };
}

function requireToken({ state, headers }: ApiRequest): void {
    if (!state.tokens.find(String(headers["x-auth-token"]))) throw unauthorized();
}

function subjectOf(request: ApiRequest): TokenRecord {
    requireToken(request);
    const token = request.state.tokens.find(String(request.headers["x-subject-token"]));
    if (!token) throw new ErrorResponse(404, keystoneErrorBody(404, "Not Found", "Could not find token."));
    return token;
}

export function validateToken(request: ApiRequest): ApiResponse {
    const token = subjectOf(request);
    return { status: 200, body: { token: renderToken(token, request.state.url) }, headers: subject(token) };
}

export function revokeToken(request: ApiRequest): ApiResponse {
    request.state.tokens.revoke(subjectOf(request).id);
    return { status: 204 };
}

export function getCatalog(request: ApiRequest): ApiResponse {
    requireToken(request);
    return { status: 200, body: { catalog: catalogV3(request.state.url), links: {} } };
}

const PROJECT = {
    id: TENANT_ID,
    name: TENANT_NAME,
    domain_id: DOMAIN.id,
    description: "",
    enabled: true,
    parent_id: DOMAIN.id,
    is_domain: false,
    tags: [],
    options: {},
};

export function listProjects(request: ApiRequest): ApiResponse {
    requireToken(request);
    const name = request.query.get("name");
    const projects = name === null || name === TENANT_NAME ? [PROJECT] : [];
    return { status: 200, body: { projects, links: { next: null, previous: null } } };
}

export function getProject(request: ApiRequest): ApiResponse {
    requireToken(request);
    if (request.param("id") === TENANT_ID) return { status: 200, body: { project: PROJECT } };
    const message = `Could not find project: ${request.param("id")}.`;
    throw new ErrorResponse(404, keystoneErrorBody(404, "Not Found", message));
}

export function getUser(request: ApiRequest): ApiResponse {
    requireToken(request);
    if (request.param("id") === USER_ID) {
        return {
            status: 200,
            body: { user: { id: USER_ID, name: USERNAME, domain_id: DOMAIN.id, enabled: true } },
        };
    }
    throw new ErrorResponse(
        404,
        keystoneErrorBody(404, "Not Found", `Could not find user: ${request.param("id")}.`),
    );
}

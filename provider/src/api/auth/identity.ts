import type { Bounds } from "../bounds";
import type { Clock } from "../clock";
import { pathOf } from "../paths";
import { anything, identifier, listOf, object, optional, text } from "../shapes";
import type { Answer, Transport } from "../transport";
import type { Endpoint } from "./catalogue";

export interface Token {
    id: string;
    /** How long it is valid from now on, in milliseconds; Infinity if unknown. */
    lifeMs: number;
    tenantId: string;
    catalogue: Endpoint[];
}

interface PasswordV2 {
    kind: "v2.0";
    authUrl: string;
    tenantId: string;
    username: string;
    password: string;
}

interface PasswordV3 {
    kind: "v3";
    authUrl: string;
    username: string;
    password: string;
    userDomain: { id: string } | { name: string };
    project: { id: string } | { name: string };
    /** The domain of a project that is given by name; the user's own domain by default. */
    projectDomain?: { id: string } | { name: string };
}

interface ApplicationCredential {
    kind: "applicationCredential";
    authUrl: string;
    id: string;
    secret: string;
}

interface ReadyToken {
    kind: "token";
    token: string;
    tenantId: string;
    /** Of the vendor's cloud that takes it; undefined where only configured addresses do. */
    vendorDomain: string | undefined;
}

export type Credentials = PasswordV2 | PasswordV3 | ApplicationCredential | ReadyToken;

/** Gets a token from Identity v2.0 (the vendor's) or Keystone v3, or takes the given one. */
export async function authenticate(
    send: Transport,
    credentials: Credentials,
    bounds: Bounds,
    clock: Clock,
): Promise<Token> {
    const post = (authUrl: string, path: readonly string[], body: unknown) =>
        send({
            method: "POST",
            url: authUrl + pathOf(path),
            body,
            // Checked below, with its own message.
            shape: anything,
            bounds,
            repeatable: true,
        });
    switch (credentials.kind) {
        case "v2.0": {
            const { authUrl, tenantId, username, password } = credentials;
            const body = { auth: { tenantId, passwordCredentials: { username, password } } };
            return tokenV2(await post(authUrl, ["tokens"], body), credentials, clock);
        }
        case "v3":
        case "applicationCredential": {
            const body = { auth: v3Request(credentials) };
            return tokenV3(await post(credentials.authUrl, ["auth", "tokens"], body), credentials, clock);
        }
        case "token":
            return {
                id: credentials.token,
                lifeMs: Number.POSITIVE_INFINITY,
                tenantId: credentials.tenantId,
                catalogue: [],
            };
    }
}

const accessDocument = object({
    access: object({
        token: object({
            id: identifier,
            expires: optional(text),
            issued_at: optional(text),
            tenant: optional(object({ id: identifier })),
        }),
        serviceCatalog: optional(
            listOf(
                object({
                    type: text,
                    endpoints: listOf(object({ region: optional(text), publicURL: optional(text) })),
                }),
            ),
        ),
    }),
});

function tokenV2({ body, headers }: Answer, { authUrl, tenantId }: PasswordV2, clock: Clock): Token {
    if (!accessDocument(body)) throw noToken(authUrl);
    const { token, serviceCatalog } = body.access;
    return {
        id: token.id,
        lifeMs: lifeMs(token.expires, token.issued_at, headers.date, clock),
        tenantId: token.tenant?.id ?? tenantId,
        catalogue: (serviceCatalog ?? []).flatMap(({ type, endpoints }) =>
            endpoints.flatMap(({ region, publicURL }) =>
                publicURL ? [{ type, region: region ?? "", url: publicURL }] : [],
            ),
        ),
    };
}

const tokenDocument = object({
    token: object({
        expires_at: optional(text),
        issued_at: optional(text),
        project: optional(object({ id: identifier })),
        catalog: optional(
            listOf(
                object({
                    type: text,
                    endpoints: listOf(
                        object({
                            interface: text,
                            region: optional(text),
                            region_id: optional(text),
                            url: text,
                        }),
                    ),
                }),
            ),
        ),
    }),
});

function tokenV3(
    { body, headers }: Answer,
    { authUrl }: PasswordV3 | ApplicationCredential,
    clock: Clock,
): Token {
    const id = headers["x-subject-token"];
    if (!id || !tokenDocument(body)) throw noToken(authUrl);
    const { token } = body;
    if (!token.project)
        throw new Error("Keystone returned a token without a project: check nhncloud:projectId");
    return {
        id,
        lifeMs: lifeMs(token.expires_at, token.issued_at, headers.date, clock),
        tenantId: token.project.id,
        catalogue: (token.catalog ?? []).flatMap(({ type, endpoints }) =>
            endpoints
                .filter((endpoint) => endpoint.interface === "public")
                .map((endpoint) => ({
                    type,
                    region: endpoint.region_id ?? endpoint.region ?? "",
                    url: endpoint.url,
                })),
        ),
    };
}

/** Measured by the cloud's own clock if possible, since ours may be off by more than a token's lifetime. */
function lifeMs(
    expires: string | null | undefined,
    issued: string | null | undefined,
    date: string | undefined,
    clock: Clock,
): number {
    const told = [utc(issued), Date.parse(date ?? "")].find((time) => !Number.isNaN(time));
    const life = utc(expires) - (told ?? clock.now());
    return life > 0 ? life : Number.POSITIVE_INFINITY;
}

/** Keystone omits the time zone of some of its times, which are all UTC. */
function utc(time: string | null | undefined): number {
    return Date.parse(time && /T[\d:.]+$/.test(time) ? `${time}Z` : (time ?? ""));
}

function noToken(authUrl: string): Error {
    return new Error(`${authUrl} responded without a token: check nhncloud:authUrl`);
}

function v3Request(credentials: PasswordV3 | ApplicationCredential): unknown {
    if (credentials.kind === "applicationCredential") {
        const { id, secret } = credentials;
        return { identity: { methods: ["application_credential"], application_credential: { id, secret } } };
    }
    const { username: name, password, userDomain: domain, project, projectDomain = domain } = credentials;
    return {
        identity: { methods: ["password"], password: { user: { name, password, domain } } },
        scope: { project: "id" in project ? project : { ...project, domain: projectDomain } },
    };
}

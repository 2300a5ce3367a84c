import type { Endpoint } from "./catalogue";
import type { Transport } from "./transport";

export interface Token {
    id: string;
    /** Milliseconds since the epoch; Infinity for a token that was given ready. */
    expiresAt: number;
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
    /** Where a project is looked for by its name; the user's own domain where none is given. */
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
}

export type Credentials = PasswordV2 | PasswordV3 | ApplicationCredential | ReadyToken;

/** Gets a token: Identity v2.0 (the vendor's), Keystone v3, or the one that was given. */
export async function authenticate(send: Transport, credentials: Credentials): Promise<Token> {
    switch (credentials.kind) {
        case "v2.0":
            return await authenticateV2(send, credentials);
        case "v3":
        case "applicationCredential":
            return await authenticateV3(send, credentials);
        case "token":
            return {
                id: credentials.token,
                expiresAt: Number.POSITIVE_INFINITY,
                tenantId: credentials.tenantId,
                catalogue: [],
            };
    }
}

interface AccessBody {
    access: {
        token: { id: string; expires: string; tenant?: { id: string } };
        serviceCatalog?: { type: string; endpoints: { region: string; publicURL: string }[] }[];
    };
}

async function authenticateV2(send: Transport, credentials: PasswordV2): Promise<Token> {
    const { authUrl, tenantId, username, password } = credentials;
    const answer = await send({
        method: "POST",
        url: `${authUrl}/tokens`,
        body: { auth: { tenantId, passwordCredentials: { username, password } } },
        repeatable: true,
    });
    const { token, serviceCatalog = [] } = (answer.body as Partial<AccessBody>).access ?? {};
    if (!token) throw noToken(authUrl);
    return {
        id: token.id,
        expiresAt: timeOf(token.expires),
        tenantId: token.tenant?.id ?? tenantId,
        catalogue: serviceCatalog.flatMap(({ type, endpoints }) =>
            endpoints.map(({ region, publicURL }) => ({ type, region, url: publicURL })),
        ),
    };
}

interface TokenBody {
    token: {
        expires_at: string;
        project?: { id: string };
        catalog?: {
            type: string;
            endpoints: { interface: string; region?: string; region_id?: string; url: string }[];
        }[];
    };
}

async function authenticateV3(
    send: Transport,
    credentials: PasswordV3 | ApplicationCredential,
): Promise<Token> {
    const answer = await send({
        method: "POST",
        url: `${credentials.authUrl}/auth/tokens`,
        body: { auth: v3Request(credentials) },
        repeatable: true,
    });
    const { token } = answer.body as Partial<TokenBody>;
    const id = answer.headers["x-subject-token"];
    if (!id || !token) throw noToken(credentials.authUrl);
    if (!token.project) throw new Error("Keystone gave a token without a project: check nhncloud:projectId");
    return {
        id,
        expiresAt: timeOf(token.expires_at),
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

/** A token whose end cannot be read is renewed when the cloud refuses it. */
function timeOf(text: string): number {
    return Date.parse(text) || Number.POSITIVE_INFINITY;
}

function noToken(authUrl: string): Error {
    return new Error(`${authUrl} answers, but with no token: check nhncloud:authUrl`);
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

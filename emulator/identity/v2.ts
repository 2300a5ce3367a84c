import { PASSWORD, TENANT_ID, TENANT_NAME, USER_ID, USERNAME } from "../cloud/account";
import { formatMicroseconds, formatSeconds } from "../cloud/timestamps";
import type { TokenRecord } from "../cloud/tokens";
import { ErrorResponse, keystoneErrorBody, unauthorized } from "../http/errors";
import { isObject, type JsonObject, objectAt, textAt } from "../http/json";
import type { ApiRequest, ApiResponse } from "../http/router";
import { catalogV2 } from "./catalog";

const ROLE = { id: "839d9d903ff248309bdd9a415263dba3", name: "member" };

function authOf(body: unknown): JsonObject {
    if (isObject(body) && isObject(body.auth)) return body.auth;
    const message = "Expecting to find auth in request body. The server could not comply with the request.";
    throw new ErrorResponse(400, keystoneErrorBody(400, "Bad Request", message));
}

/** POST /v2.0/tokens, the vendor's own login. */
export function createTokenV2({ state, body }: ApiRequest): ApiResponse {
    const auth = authOf(body);
    const { username, password } = objectAt(auth, "passwordCredentials");
    const known = username === USERNAME && password === PASSWORD && textAt(auth, "tenantId") === TENANT_ID;
    if (!known) throw unauthorized();
    return { status: 200, body: { access: renderAccess(state.tokens.issue(["password"]), state.url) } };
}

function renderAccess(token: TokenRecord, url: string): unknown {
    return {
        token: {
            id: token.id,
            expires: formatSeconds(token.expires),
            tenant: renderTenant(),
            issued_at: formatMicroseconds(token.issued),
        },
        serviceCatalog: catalogV2(url),
        user: {
            id: USER_ID,
            username: USERNAME,
            name: USERNAME,
            roles: [{ name: ROLE.name }],
            roles_links: [],
        },
        metadata: { roles: [ROLE.id], is_admin: 0 },
    };
}

function renderTenant(): unknown {
    return {
        id: TENANT_ID,
        name: TENANT_NAME,
        enabled: true,
        description: "",
        groupId: "00000000000000000000000000000001",
        project_domain: "NORMAL",
        swift: true,
    };
}

export function listTenants({ state, headers }: ApiRequest): ApiResponse {
    if (!state.tokens.find(String(headers["x-auth-token"]))) throw unauthorized();
    return { status: 200, body: { tenants: [renderTenant()], tenants_links: [] } };
}

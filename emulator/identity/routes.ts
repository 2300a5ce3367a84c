import type { ApiRequest, Route } from "../http/router";
import { createTokenV2, listTenants } from "./v2";
import {
    createTokenV3,
    getCatalog,
    getProject,
    getUser,
    listProjects,
    revokeToken,
    validateToken,
} from "./v3";
import { getV2, getV3, listVersions } from "./versions";

export const identityRoutes: Route<ApiRequest>[] = [
    { method: "GET", pattern: "/", handle: listVersions },
    { method: "GET", pattern: "/v2.0", handle: getV2 },
    { method: "POST", pattern: "/v2.0/tokens", handle: createTokenV2 },
    { method: "GET", pattern: "/v2.0/tenants", handle: listTenants },
    { method: "GET", pattern: "/v3", handle: getV3 },
    { method: "POST", pattern: "/v3/auth/tokens", handle: createTokenV3 },
    { method: "GET", pattern: "/v3/auth/tokens", handle: validateToken },
    { method: "DELETE", pattern: "/v3/auth/tokens", handle: revokeToken },
    { method: "GET", pattern: "/v3/auth/catalog", handle: getCatalog },
    { method: "GET", pattern: "/v3/auth/projects", handle: listProjects },
    { method: "GET", pattern: "/v3/projects", handle: listProjects },
    { method: "GET", pattern: "/v3/projects/:id", handle: getProject },
    { method: "GET", pattern: "/v3/users/:id", handle: getUser },
    { method: "GET", pattern: "/v3/users/:id/projects", handle: listProjects },
];

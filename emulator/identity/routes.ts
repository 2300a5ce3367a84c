import type { Answer, Call, Route } from "../http/router";
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

function version(url: string, id: string, path: string): unknown {
    return {
        id,
        status: "stable",
        updated: "2020-04-07T00:00:00Z",
        links: [{ rel: "self", href: `${url}/identity/${path}/` }],
        "media-types": [
            { base: "application/json", type: `application/vnd.openstack.identity-${path}+json` },
        ],
    };
}

const V2 = ["v2.0", "v2.0"] as const;
const V3 = ["v3.14", "v3"] as const;

function listVersions({ state }: Call): Answer {
    return {
        status: 300,
        body: { versions: { values: [version(state.url, ...V3), version(state.url, ...V2)] } },
    };
}

export const identityRoutes: Route<Call>[] = [
    { method: "GET", pattern: "/", handle: listVersions },
    {
        method: "GET",
        pattern: "/v2.0",
        handle: ({ state }) => ({ status: 200, body: { version: version(state.url, ...V2) } }),
    },
    { method: "POST", pattern: "/v2.0/tokens", handle: createTokenV2 },
    { method: "GET", pattern: "/v2.0/tenants", handle: listTenants },
    {
        method: "GET",
        pattern: "/v3",
        handle: ({ state }) => ({ status: 200, body: { version: version(state.url, ...V3) } }),
    },
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

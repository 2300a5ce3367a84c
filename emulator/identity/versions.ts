import type { ApiRequest, ApiResponse } from "../http/router";

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

export function listVersions({ state }: ApiRequest): ApiResponse {
    return {
        status: 300,
        body: { versions: { values: [version(state.url, ...V3), version(state.url, ...V2)] } },
    };
}

export function getV2({ state }: ApiRequest): ApiResponse {
    return { status: 200, body: { version: version(state.url, ...V2) } };
}

export function getV3({ state }: ApiRequest): ApiResponse {
    return { status: 200, body: { version: version(state.url, ...V3) } };
}

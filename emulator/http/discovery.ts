import { TENANT_ID } from "../cloud/seed";
import type { Answer, Call } from "./router";
import { entryOf } from "./validation";

interface Version {
    id: string;
    path: string;
    status: string;
    extra?: Record<string, string>;
}

const UPDATED = { updated: "2013-07-23T11:33:21Z" };

/** Version documents that clients ask for before anything else, without a token. */
const DOCUMENTS: Record<string, { status: number; versions: Version[] }> = {
    compute: {
        status: 200,
        versions: [
            {
                id: "v2.0",
                path: "v2",
                status: "SUPPORTED",
                extra: { ...UPDATED, version: "", min_version: "" },
            },
            {
                id: "v2.1",
                path: "v2.1",
                status: "CURRENT",
                extra: { ...UPDATED, version: "2.1", min_version: "2.1" },
            },
        ],
    },
    volume: {
        status: 300,
        versions: [
            {
                id: "v2.0",
                path: "v2",
                status: "DEPRECATED",
                extra: { ...UPDATED, version: "", min_version: "" },
            },
            {
                id: "v3.0",
                path: "v3",
                status: "CURRENT",
                extra: { ...UPDATED, version: "3.0", min_version: "3.0" },
            },
        ],
    },
    image: { status: 300, versions: [{ id: "v2.7", path: "v2", status: "CURRENT" }] },
    network: { status: 200, versions: [{ id: "v2.0", path: "v2.0", status: "CURRENT", extra: UPDATED }] },
};

/** The list, or one version's own document; undefined where the path is no discovery. */
export function discover(
    call: Pick<Call, "state" | "method">,
    region: string,
    service: string,
    parts: string[],
): Answer | undefined {
    const document = entryOf(DOCUMENTS, service);
    if (!document || call.method !== "GET") return undefined;
    const base = `${call.state.url}/${region}/${service}`;
    const render = ({ id, path, status, extra }: Version) => ({
        id,
        status,
        links: [{ rel: "self", href: `${base}/${path}/` }],
        ...extra,
    });
    if (parts.length === 0)
        return { status: document.status, body: { versions: document.versions.map(render) } };
    // createImage's Location lacks the version, and Glance answers that with a choice.
    if (service === "image" && parts[0] === "images") {
        return { status: 300, body: { versions: document.versions.map(render) } };
    }
    const version = document.versions.find(({ path }) => path === parts[0]);
    const bare = parts.length === 1 || (parts.length === 2 && parts[1] === TENANT_ID);
    if (!version || !bare) return undefined;
    if (service === "compute") {
        const type = `application/vnd.openstack.compute+json;version=${version.path === "v2" ? "2" : "2.1"}`;
        const mediaTypes = [{ base: "application/json", type }];
        return { status: 200, body: { version: { ...render(version), "media-types": mediaTypes } } };
    }
    return { status: service === "volume" ? 300 : 200, body: { versions: [render(version)] } };
}

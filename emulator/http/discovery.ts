import { TENANT_ID } from "../cloud/account";
import type { ApiResponse } from "./router";

export interface ApiVersion {
    id: string;
    /** Its segment of the path. */
    path: string;
    status: "CURRENT" | "SUPPORTED" | "DEPRECATED";
    /** Whether the tenant's id follows in the path. */
    tenantInPath: "required" | "optional" | "never";
    extra?: Record<string, string>;
}

/** How a service tells clients which versions of its API it has. */
export interface ApiVersions {
    /** Of the list of versions; 300 means that the client is to choose. */
    status: 200 | 300;
    versions: ApiVersion[];
    /** The document of one version. */
    show: (rendered: Record<string, unknown>, version: ApiVersion) => ApiResponse;
    /** Resources that are answered with the list when a client leaves out the version. */
    unversioned?: string[];
}

/** The version documents, which need no token; undefined where the path asks for something else. */
export function discover(
    { status, versions, show, unversioned }: ApiVersions,
    base: string,
    parts: string[],
): ApiResponse | undefined {
    const [first, second] = parts;
    const render = ({ id, path, status, extra }: ApiVersion) => ({
        id,
        status,
        links: [{ rel: "self", href: `${base}/${path}/` }],
        ...extra,
    });
    if (first === undefined || unversioned?.includes(first))
        return { status, body: { versions: versions.map(render) } };
    const version = versions.find(({ path }) => path === first);
    const isVersionOnly = parts.length === 1 || (parts.length === 2 && second === TENANT_ID);
    return version && isVersionOnly ? show(render(version), version) : undefined;
}

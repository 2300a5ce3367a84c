import { oneLine } from "../oneLine";
import { pathOf } from "../paths";

/** One service of the catalogue in one region. */
export interface Endpoint {
    type: string;
    region: string;
    url: string;
}

export type ServiceName = "compute" | "blockStorage" | "image" | "network";

interface Service {
    /** Types in the catalogue, the best first. */
    types: readonly string[];
    /** The configuration key that names the address directly. */
    key: `${ServiceName}Url`;
    /** What the address gets where it names no version. */
    version: (tenantId: string) => string;
    /** The first part of the vendor's host names, for a ready token, which brings no catalogue. */
    host: string;
}

export const services: Readonly<Record<ServiceName, Service>> = {
    compute: {
        types: ["compute"],
        key: "computeUrl",
        version: (tenantId) => pathOf(["v2", tenantId]),
        host: "api-instance",
    },
    blockStorage: {
        types: ["volumev3", "block-storage", "volumev2"],
        key: "blockStorageUrl",
        version: (tenantId) => pathOf(["v2", tenantId]),
        host: "api-block-storage",
    },
    image: { types: ["image"], key: "imageUrl", version: () => pathOf(["v2"]), host: "api-image" },
    network: { types: ["network"], key: "networkUrl", version: () => pathOf(["v2.0"]), host: "api-network" },
};

/** The best endpoint of a service in a region, compared without case. */
export function findEndpoint(
    catalogue: readonly Endpoint[],
    service: ServiceName,
    region: string,
): string | undefined {
    const inRegion = catalogue.filter((entry) => entry.region.toLowerCase() === region.toLowerCase());
    return services[service].types
        .map((type) => inRegion.find((entry) => entry.type === type)?.url)
        .find((url) => url !== undefined);
}

/** Refuses an address of the catalogue's that the token must not be sent to. */
export function assertTrusted(service: ServiceName, url: string, authUrl: string): void {
    const { types, key } = services[service];
    const hint = `run "pulumi config set nhncloud:${key} URL"`;
    const gives = `the service catalogue gives "${oneLine(url)}" for "${types[0]}"`;
    if (!isHttp(url)) throw new Error(`${gives}, which is no http or https address: ${hint}`);
    if (isTls(authUrl) && !isTls(url)) {
        throw new Error(
            `${gives}, where the token would travel in clear, although nhncloud:authUrl is https: ` +
                `${hint} with the https address, or with this one to allow it`,
        );
    }
}

/** `base` where the address may be a part of one. */
export function isHttp(url: string, base?: string): boolean {
    return URL.canParse(url, base) && /^https?:$/.test(new URL(url, base).protocol);
}

function isTls(url: string): boolean {
    return new URL(url).protocol === "https:";
}

/** The address that requests are appended to: taken as it is where it names a version, as the vendor's compute does. */
export function baseUrl(service: ServiceName, url: string, tenantId: string): string {
    const trimmed = url.replace(/\/+$/, "");
    return /\/v\d+(\.\d+)?(\/|$)/.test(new URL(trimmed).pathname)
        ? trimmed
        : trimmed + services[service].version(tenantId);
}

/** The domain of one of the vendor's clouds, by its Identity's address; undefined for other clouds. */
export function vendorDomainOf(authUrl: string): string | undefined {
    return /^https:\/\/api-identity-infrastructure\.([a-z0-9.-]+)\/v2\.0$/.exec(authUrl)?.[1];
}

/** Where the vendor serves a region, for a ready token, which brings no catalogue. */
export function vendorUrl(service: ServiceName, region: string, domain: string): string {
    return `https://${region.toLowerCase()}-${services[service].host}-infrastructure.${domain}`;
}

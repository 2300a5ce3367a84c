import { oneLine } from "../oneLine";
import { pathOf } from "../paths";

/** One service of the service catalog in one region. */
export interface Endpoint {
    type: string;
    region: string;
    url: string;
}

export type ServiceName = "compute" | "blockStorage" | "image" | "network";

interface Service {
    /** Its types in the catalog, in order of preference. */
    types: readonly string[];
    /** The configuration key that sets its URL directly. */
    key: `${ServiceName}Url`;
    /** The path to append if the URL has no version. */
    version: (tenantId: string) => string;
    /** The first part of the vendor's host names, for a given token, which comes without a catalog. */
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

/** The preferred endpoint of a service in a region; the case of the region is ignored. */
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

/** Refuses a URL of the catalog that the token must not be sent to. */
export function assertTrusted(service: ServiceName, url: string, authUrl: string): void {
    const { types, key } = services[service];
    const hint = `run "pulumi config set nhncloud:${key} URL"`;
    const entry = `the service catalog has "${oneLine(url)}" for "${types[0]}"`;
    if (!isHttp(url)) throw new Error(`${entry}, which is not an http or https URL: ${hint}`);
    if (isTls(authUrl) && !isTls(url)) {
        throw new Error(
            `${entry}, where the token would be sent unencrypted, although nhncloud:authUrl is https: ` +
                `${hint} with an https URL, or with this one to allow it`,
        );
    }
}

/** `base` is for relative URLs. */
export function isHttp(url: string, base?: string): boolean {
    return URL.canParse(url, base) && /^https?:$/.test(new URL(url, base).protocol);
}

function isTls(url: string): boolean {
    return new URL(url).protocol === "https:";
}

/** The base URL of requests: unchanged if it has a version, as that of the vendor's Compute service does. */
export function baseUrl(service: ServiceName, url: string, tenantId: string): string {
    const trimmed = url.replace(/\/+$/, "");
    return /\/v\d+(\.\d+)?(\/|$)/.test(new URL(trimmed).pathname)
        ? trimmed
        : trimmed + services[service].version(tenantId);
}

/** The domain of one of the vendor's clouds, from its Identity URL; undefined for other clouds. */
export function vendorDomainOf(authUrl: string): string | undefined {
    return /^https:\/\/api-identity-infrastructure\.([a-z0-9.-]+)\/v2\.0$/.exec(authUrl)?.[1];
}

/** The vendor's URL of a service, for a given token, which comes without a catalog. */
export function vendorUrl(service: ServiceName, region: string, domain: string): string {
    return `https://${region.toLowerCase()}-${services[service].host}-infrastructure.${domain}`;
}

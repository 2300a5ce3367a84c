import { TENANT_ID } from "../cloud/account";
import { stableId } from "../cloud/ids";
import { REGION_NAMES } from "../cloud/seed";

interface CatalogEntry {
    type: string;
    name: string;
    /** As at the vendor: with version and tenant for compute and volumev2, with neither for image and network. */
    path: (region: string) => string;
}

const ENTRIES: CatalogEntry[] = [
    { type: "compute", name: "nova", path: (region) => `/${region}/compute/v2/${TENANT_ID}` },
    { type: "volumev2", name: "cinderv2", path: (region) => `/${region}/volume/v2/${TENANT_ID}` },
    { type: "image", name: "glance", path: (region) => `/${region}/image` },
    { type: "network", name: "neutron", path: (region) => `/${region}/network` },
];

/** Standard clients only look for volumev3. */
const V3_ENTRIES: CatalogEntry[] = [
    ...ENTRIES,
    { type: "volumev3", name: "cinderv3", path: (region) => `/${region}/volume/v3/${TENANT_ID}` },
    { type: "identity", name: "keystone", path: () => "/identity/v3" },
];

const V2_ENTRIES: CatalogEntry[] = [
    ...ENTRIES,
    { type: "identity", name: "keystone", path: () => "/identity/v2.0" },
];

export function catalogV2(url: string): unknown[] {
    return V2_ENTRIES.map(({ type, name, path }) => ({
        endpoints: REGION_NAMES.map((region) => ({
            region,
            publicURL: url + path(region.toLowerCase()),
            id: stableId(`${region}/endpoint/${type}`).replaceAll("-", ""),
        })),
        endpoints_links: [],
        type,
        name,
    }));
}

export function catalogV3(url: string): unknown[] {
    return V3_ENTRIES.map(({ type, name, path }) => ({
        endpoints: REGION_NAMES.flatMap((region) =>
            ["public", "internal"].map((visibility) => ({
                id: stableId(`${region}/endpoint/${type}/${visibility}`).replaceAll("-", ""),
                interface: visibility,
                region_id: region,
                region,
                url: url + path(region.toLowerCase()),
            })),
        ),
        id: stableId(`service/${type}`).replaceAll("-", ""),
        type,
        name,
    }));
}

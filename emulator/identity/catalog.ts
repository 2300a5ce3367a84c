import { seedId, TENANT_ID } from "../cloud/seed";
import { REGION_NAMES } from "../cloud/state";

interface Service {
    type: string;
    name: string;
    /** The vendor: compute and volumev2 end in version and tenant, image and network in neither. */
    path: (region: string) => string;
}

const SERVICES: Service[] = [
    { type: "compute", name: "nova", path: (region) => `/${region}/compute/v2/${TENANT_ID}` },
    { type: "volumev2", name: "cinderv2", path: (region) => `/${region}/volume/v2/${TENANT_ID}` },
    { type: "image", name: "glance", path: (region) => `/${region}/image` },
    { type: "network", name: "neutron", path: (region) => `/${region}/network` },
];

/** Standard clients look for volumev3 only. */
const V3_SERVICES: Service[] = [
    ...SERVICES,
    { type: "volumev3", name: "cinderv3", path: (region) => `/${region}/volume/v3/${TENANT_ID}` },
    { type: "identity", name: "keystone", path: () => "/identity/v3" },
];

const V2_SERVICES: Service[] = [
    ...SERVICES,
    { type: "identity", name: "keystone", path: () => "/identity/v2.0" },
];

export function catalogV2(url: string): unknown[] {
    return V2_SERVICES.map(({ type, name, path }) => ({
        endpoints: REGION_NAMES.map((region) => ({
            region,
            publicURL: url + path(region.toLowerCase()),
            id: seedId(`${region}/endpoint/${type}`).replaceAll("-", ""),
        })),
        endpoints_links: [],
        type,
        name,
    }));
}

export function catalogV3(url: string): unknown[] {
    return V3_SERVICES.map(({ type, name, path }) => ({
        endpoints: REGION_NAMES.flatMap((region) =>
            ["public", "internal"].map((side) => ({
                id: seedId(`${region}/endpoint/${type}/${side}`).replaceAll("-", ""),
                interface: side,
                region_id: region,
                region,
                url: url + path(region.toLowerCase()),
            })),
        ),
        id: seedId(`service/${type}`).replaceAll("-", ""),
        type,
        name,
    }));
}

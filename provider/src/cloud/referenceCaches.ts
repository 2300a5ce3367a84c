import type { Session } from "../api/auth/session";
import { orUndefined } from "../api/errors";
import type { AvailabilityZone } from "../api/services/availabilityZones";
import type { Flavor } from "../api/services/flavors";
import type { Image } from "../api/services/images";
import type { Snapshot } from "../api/services/snapshots";
import { isUuid } from "../api/uuid";
import { type Entry, ReferenceCache } from "./referenceCache";
import type { Services } from "./services";

export interface Zone extends Entry {
    isAvailable: boolean;
}

/** The caches that preflight checks use. */
export interface ReferenceCaches {
    flavors: ReferenceCache<Flavor>;
    images: ReferenceCache<Image>;
    keypairs: ReferenceCache<Entry>;
    zones: ReferenceCache<Zone>;
    volumeZones: ReferenceCache<Zone>;
    securityGroups: ReferenceCache<Entry>;
    servers: ReferenceCache<Entry>;
    placementPolicies: ReferenceCache<Entry>;
    volumes: ReferenceCache<Entry>;
    volumeTypes: ReferenceCache<Entry>;
    snapshots: ReferenceCache<Snapshot>;
    networks: ReferenceCache<Entry>;
    subnets: ReferenceCache<Entry>;
    externalNetworks: ReferenceCache<Entry>;
    ports: ReferenceCache<Entry>;
}

export function referenceCaches(session: Session, services: Services): ReferenceCaches {
    const { flavors, images, keypairs, zones, securityGroups, servers, volumes } = services;
    const { networks, subnets, ports } = services;
    const { serverGroups, volumeTypes, volumeZones, snapshots } = services;

    /** The groups of the project, if it is known: an administrator also sees those of all other projects. */
    const ownGroups = async (name?: string): Promise<Entry[]> => {
        const [own, groups] = await Promise.all([session.tenantId(), securityGroups.list(name)]);
        return groups.filter(({ tenantId = own }) => own === "" || tenantId === own);
    };
    const groupOf = async (id: string): Promise<Entry[]> => {
        const name = await securityGroups.nameOf(id);
        return name === undefined ? [] : [{ id, name }];
    };

    return {
        flavors: new ReferenceCache({
            list: () => flavors.list(),
            one: async (id) => asList(await flavors.get(id)),
        }),
        images: new ReferenceCache({
            list: () => images.list(),
            one: async (id) => asList(await images.get(id)),
        }),
        keypairs: new ReferenceCache({
            list: async () => (await keypairs.list()).map(named),
            one: async (name) => asList(await keypairs.get(name)).map(named),
        }),
        zones: new ReferenceCache({
            list: async () => (await zones.list()).map(zoneEntry),
            // The list is complete.
            one: async () => [],
        }),
        volumeZones: new ReferenceCache({
            // The vendor's zones are the same for both, and only compute lists them.
            list: async () =>
                ((await orUndefined(volumeZones.list())) ?? (await zones.list())).map(zoneEntry),
            one: async () => [],
        }),
        securityGroups: new ReferenceCache({
            byName: true,
            list: () => ownGroups(),
            one: (value) => (isUuid(value) ? groupOf(value) : ownGroups(value)),
        }),
        servers: new ReferenceCache({
            list: () => servers.names(),
            one: async (id) => asList(await servers.get(id)),
        }),
        placementPolicies: new ReferenceCache<Entry>({
            list: () => serverGroups.list(),
            one: async (id) => asList(await serverGroups.get(id)),
        }),
        volumes: new ReferenceCache<Entry>({
            list: () => volumes.list(),
            one: async (id) => asList(await volumes.get(id)),
        }),
        volumeTypes: new ReferenceCache<Entry>({
            byName: true,
            list: () => volumeTypes.list(),
            one: async () => [],
        }),
        snapshots: new ReferenceCache({
            list: () => snapshots.list(),
            one: async (id) => asList(await snapshots.get(id)),
        }),
        networks: new ReferenceCache({
            list: () => networks.list(),
            one: async (id) => asList(await networks.get(id)),
        }),
        subnets: new ReferenceCache({
            list: () => subnets.list(),
            one: async (id) => asList(await subnets.get(id)),
        }),
        externalNetworks: new ReferenceCache({
            list: () => networks.list({ isExternal: true }),
            one: async (id) => (await networks.list({ id, isExternal: true })) ?? [],
        }),
        ports: new ReferenceCache({
            list: () => ports.list(),
            one: async (id) => asList(await ports.get(id)),
        }),
    };
}

function named({ name }: { name: string }): Entry {
    return { id: name, name };
}

function zoneEntry(zone: AvailabilityZone): Zone {
    return { ...zone, id: zone.name };
}

function asList<T>(found: T | undefined): T[] {
    return found === undefined ? [] : [found];
}

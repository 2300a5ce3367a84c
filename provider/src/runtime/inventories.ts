import type { Flavor } from "../api/flavors";
import type { Image } from "../api/images";
import { Networks } from "../api/networks";
import { type Session, serviceOf } from "../api/session";
import type { Cloud } from "./cloud";
import { type Entry, Inventory } from "./inventory";
import { isUuid } from "./lifecycle";

export interface Zone extends Entry {
    isAvailable: boolean;
}

/** What a check compares a program with. */
export interface Inventories {
    flavors: Inventory<Flavor>;
    images: Inventory<Image>;
    keypairs: Inventory<Entry>;
    zones: Inventory<Zone>;
    securityGroups: Inventory<Entry>;
    servers: Inventory<Entry>;
    volumes: Inventory<Entry>;
    networks: Inventory<Entry>;
    subnets: Inventory<Entry>;
}

type Services = Pick<
    Cloud,
    "region" | "flavors" | "images" | "keypairs" | "zones" | "securityGroups" | "servers" | "volumes"
>;

export function inventoriesOf(session: Session, services: Services): Inventories {
    const { flavors, images, keypairs, zones, securityGroups, servers, volumes } = services;
    const network = serviceOf(session, "network", services.region);

    /** A server takes groups of its own project by name; an administrator also sees those of all others. Every project has one. */
    const ownGroups = async (name?: string): Promise<Entry[]> => {
        const [own, groups] = await Promise.all([session.tenantId(), securityGroups.list(name)]);
        const mine = groups.filter(({ tenantId = own }) => tenantId === own);
        return mine.length > 0 ? mine : groups;
    };
    const groupOf = async (id: string): Promise<Entry[]> => {
        const name = await securityGroups.nameOf(id);
        return name === undefined ? [] : [{ id, name }];
    };
    const inNetwork = (collection: Networks) =>
        new Inventory<Entry>({
            list: () => collection.list(),
            one: async (id) => ((await collection.has(id)) ? [{ id, name: id }] : []),
        });

    return {
        flavors: new Inventory({
            list: () => flavors.list(),
            one: async (id) => asList(await flavors.get(id)),
        }),
        images: new Inventory({ list: () => images.list(), one: async (id) => asList(await images.get(id)) }),
        keypairs: new Inventory({
            list: async () => (await keypairs.list()).map(named),
            one: async (name) => asList(await keypairs.get(name)).map(named),
        }),
        zones: new Inventory({
            list: async () => (await zones.list()).map((zone) => ({ ...zone, id: zone.name })),
            // The list says it all.
            one: async () => [],
        }),
        securityGroups: new Inventory({
            byName: true,
            list: () => ownGroups(),
            one: (value) => (isUuid(value) ? groupOf(value) : ownGroups(value)),
        }),
        servers: new Inventory({
            list: () => servers.names(),
            one: async (id) => asList(await servers.get(id)),
        }),
        volumes: new Inventory({
            list: async () => (await volumes.list()).map(withoutName),
            one: async (id) => asList(await volumes.get(id)).map(withoutName),
        }),
        networks: inNetwork(new Networks(network, "networks")),
        subnets: inNetwork(new Networks(network, "subnets")),
    };
}

function named({ name }: { name: string }): Entry {
    return { id: name, name };
}

function withoutName({ id }: { id: string }): Entry {
    return { id, name: id };
}

function asList<T>(found: T | undefined): T[] {
    return found === undefined ? [] : [found];
}

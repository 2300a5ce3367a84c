import type { Entry, ReferenceCache } from "../cloud/referenceCache";
import type { ReferenceCaches, Zone } from "../cloud/referenceCaches";
import type { RegionClient } from "../cloud/regionClient";
import type { PreflightCheck } from "../core/handler";
import { nearestName } from "../core/nearestName";
import { isValues, type Values } from "../core/properties";
import { show } from "../core/validators";

/** A kind of thing that a program refers to by name or id. */
interface ReferenceKind {
    in: keyof ReferenceCaches;
    /** Where it was not found. */
    noun(region: string): string;
    /** What a program refers to it by. */
    by: "id" | "name";
    hint: string;
    /** Created by the program if its id is an output of another resource, so that a list may not have it yet. */
    isMadeByProgram?: true;
    /** What is wrong with a match. */
    flaw?(found: readonly Entry[]): string | undefined;
}

const unavailable: ReferenceKind["flaw"] = ([zone]) =>
    (zone as Zone).isAvailable ? undefined : "is not available: choose another zone or try again later.";

const zone = {
    in: "zones",
    noun: (region) => `the availability zones of region ${region}`,
    by: "name",
    hint: "List them with getAvailabilityZones().",
} as const satisfies ReferenceKind;

const kinds = {
    flavor: {
        in: "flavors",
        noun: (region) => `the flavors of region ${region}`,
        by: "id",
        hint: "List them with getFlavors().",
    },
    image: {
        in: "images",
        noun: (region) => `the images of region ${region}`,
        by: "id",
        hint: "List them with getImages().",
    },
    keypair: {
        in: "keypairs",
        noun: () => "the keypairs of this user",
        by: "name",
        hint: "List them with getKeypairs(), or create a Keypair and pass its id.",
    },
    zone: { ...zone, flaw: unavailable },
    /** Servers are created in the others while one is not available. */
    oneOfZones: zone,
    securityGroup: {
        in: "securityGroups",
        noun: (region) => `the security groups of region ${region}`,
        by: "name",
        hint: "Create it first; if this program creates it, pass the output of that resource.",
        flaw: (found) =>
            found.length > 1
                ? `matches ${found.length} security groups, ${found.map(({ id }) => id).join(" and ")}: use the id instead.`
                : undefined,
    },
    network: {
        in: "networks",
        noun: (region) => `the networks of region ${region}`,
        by: "id",
        hint: "List them with getNetworks().",
    },
    server: {
        in: "servers",
        noun: (region) => `the servers of region ${region}`,
        by: "id",
        hint: "List them with getServers(), or create a Server and pass its id.",
        isMadeByProgram: true,
    },
    volume: {
        in: "volumes",
        noun: (region) => `the volumes of region ${region}`,
        by: "id",
        hint: "List them with getVolumes(), or create a Volume and pass its id.",
        isMadeByProgram: true,
    },
    volumeZone: {
        in: "volumeZones",
        noun: (region) => `the availability zones of region ${region}`,
        by: "name",
        hint: "List them with getAvailabilityZones().",
        flaw: unavailable,
    },
    volumeType: {
        in: "volumeTypes",
        noun: (region) => `the volume types of region ${region}`,
        by: "name",
        hint: "List them with getVolumeTypes().",
    },
    snapshot: {
        in: "snapshots",
        noun: (region) => `the snapshots of region ${region}`,
        by: "id",
        hint: "Check the id and the region.",
    },
    placementPolicy: {
        in: "placementPolicies",
        noun: (region) => `the placement policies of region ${region}`,
        by: "id",
        hint: "Create a PlacementPolicy and pass its id.",
        isMadeByProgram: true,
    },
    externalNetwork: {
        in: "externalNetworks",
        noun: (region) => `the external networks of region ${region}`,
        by: "id",
        hint: "List them with getNetworks({ isExternal: true }), or omit it if there is only one.",
    },
    port: {
        in: "ports",
        noun: (region) => `the ports of region ${region}`,
        by: "id",
        hint: "Check the id and the region.",
        isMadeByProgram: true,
    },
    subnet: {
        in: "subnets",
        noun: (region) => `the subnets of region ${region}`,
        by: "id",
        hint: "List them with getSubnets().",
    },
} as const satisfies Record<string, ReferenceKind>;

/** A value that refers to something, and its path among the inputs. */
interface Reference {
    kind: ReferenceKind;
    path: string;
    value: string;
}

type FindValues = (path: string, value: unknown) => { path: string; value: unknown }[];

const itself: FindValues = (path, value) => [{ path, value }];

const eachItem: FindValues = (path, value) =>
    Array.isArray(value) ? value.map((item, index) => ({ path: `${path}[${index}]`, value: item })) : [];

/** A member of each item. */
function eachItems(member: string, where: (item: Values) => boolean = () => true): FindValues {
    return (path, value) =>
        eachItem(path, value).flatMap(({ path, value: item }) =>
            isValues(item) && where(item) ? [{ path: `${path}.${member}`, value: item[member] }] : [],
        );
}

/** An administrator may append a host to the zone: "nova:host1". */
const beforeColon: FindValues = (path, value) => [
    { path, value: typeof value === "string" ? value.split(":")[0] : value },
];

/** The inputs of all resources that refer to something. */
const referring: readonly { property: string; kind: ReferenceKind; values: FindValues }[] = [
    { property: "flavorId", kind: kinds.flavor, values: itself },
    { property: "imageId", kind: kinds.image, values: itself },
    {
        property: "blockDevices",
        kind: kinds.image,
        values: eachItems("uuid", ({ sourceType }) => sourceType === "image"),
    },
    {
        property: "blockDevices",
        kind: kinds.volume,
        values: eachItems("uuid", ({ sourceType }) => sourceType === "volume"),
    },
    {
        property: "blockDevices",
        kind: kinds.snapshot,
        values: eachItems("uuid", ({ sourceType }) => sourceType === "snapshot"),
    },
    { property: "blockDevices", kind: kinds.volumeType, values: eachItems("volumeType") },
    { property: "volumeType", kind: kinds.volumeType, values: itself },
    { property: "snapshotId", kind: kinds.snapshot, values: itself },
    { property: "placementPolicyId", kind: kinds.placementPolicy, values: itself },
    { property: "serverId", kind: kinds.server, values: itself },
    { property: "volumeId", kind: kinds.volume, values: itself },
    { property: "floatingNetworkId", kind: kinds.externalNetwork, values: itself },
    { property: "portId", kind: kinds.port, values: itself },
    { property: "keyName", kind: kinds.keypair, values: itself },
    { property: "availabilityZone", kind: kinds.zone, values: beforeColon },
    { property: "availabilityZones", kind: kinds.oneOfZones, values: eachItem },
    { property: "securityGroups", kind: kinds.securityGroup, values: eachItem },
    { property: "securityGroup", kind: kinds.securityGroup, values: itself },
    { property: "networks", kind: kinds.network, values: eachItems("uuid") },
    { property: "networks", kind: kinds.subnet, values: eachItems("subnet") },
];

/** Checks that new references exist. `otherKinds` are inputs that refer to something else than in other resources. */
export async function checkReferences(
    { cloud, oldInputs, inputs, resource, report }: PreflightCheck,
    otherKinds: Readonly<Record<string, keyof typeof kinds>> = {},
): Promise<void> {
    const before = referencesIn(oldInputs, [], otherKinds);
    const news = [...referencesIn(inputs, resource.derived, otherKinds)].filter(([key]) => !before.has(key));
    const refusals = await Promise.all(news.map(([, reference]) => refusal(cloud, reference)));
    for (const sentence of refusals) if (sentence !== undefined) report(sentence);
}

/** Each thing once, however often it is referred to, by kind and value. */
function referencesIn(
    inputs: Values,
    derived: readonly string[],
    otherKinds: Readonly<Record<string, keyof typeof kinds>>,
): Map<string, Reference> {
    const found = new Map<string, Reference>();
    for (const { property, kind: usual, values } of referring) {
        if (inputs[property] === undefined) continue;
        const other = otherKinds[property];
        const kind: ReferenceKind = other ? kinds[other] : usual;
        // A name may be known before the thing is created; an id is not.
        if ((kind.by === "name" || kind.isMadeByProgram) && derived.includes(property)) continue;
        for (const { path, value } of values(property, inputs[property])) {
            const key = `${kind.in} ${String(value)}`;
            if (typeof value !== "string" || found.has(key)) continue;
            found.set(key, { kind, path, value });
        }
    }
    return found;
}

async function refusal(cloud: RegionClient, { kind, path, value }: Reference): Promise<string | undefined> {
    const cache: ReferenceCache<Entry> = cloud.references[kind.in];
    const found = await cache.find(value);
    if (!found) return undefined;
    if (found.length > 0) {
        const flaw = kind.flaw?.(found);
        return flaw && `${path} ${show(value)} ${flaw}`;
    }
    const hint = guess(kind, value, (await cache.all()) ?? []);
    return `${path} ${show(value)} was not found among ${kind.noun(cloud.region)}${hint ? `: ${hint}` : `. ${kind.hint}`}`;
}

/** What was probably meant: the id of something with that name, or a similar name. */
function guess({ by }: ReferenceKind, value: string, entries: readonly Entry[]): string | undefined {
    const ids = entries.filter(({ name }) => name === value).map(({ id }) => show(id));
    if (ids.length > 0) return `that is a name, use the id ${ids.join(" or ")}.`;
    const nearest = nearestName(
        value,
        entries.map((entry) => entry[by]),
    );
    return nearest && `did you mean ${show(nearest)}?`;
}

import type { Entry, ReferenceCache } from "../cloud/referenceCache";
import type { ReferenceCaches, Zone } from "../cloud/referenceCaches";
import type { RegionClient } from "../cloud/regionClient";
import type { PreflightCheck } from "../core/handler";
import { nearestName } from "../core/nearestName";
import { isValues, type Values } from "../core/properties";
import { show } from "../core/validators";

/** A kind of thing that a program names and does not make. */
interface ReferenceKind {
    in: keyof ReferenceCaches;
    /** What a value that names nothing is not. */
    noun(region: string): string;
    /** What a program names it by. */
    by: "id" | "name";
    hint: string;
    /** Made by the program itself wherever it comes from elsewhere in it: then a list need not show it yet. */
    isMadeByProgram?: true;
    /** What is wrong with what was found. */
    flaw?(found: readonly Entry[]): string | undefined;
}

const kinds = {
    flavor: {
        in: "flavors",
        noun: (region) => `instance type of region ${region}`,
        by: "id",
        hint: "List them with getFlavors().",
    },
    image: {
        in: "images",
        noun: (region) => `image of region ${region}`,
        by: "id",
        hint: "List them with getImages().",
    },
    keypair: {
        in: "keypairs",
        noun: () => "keypair of this user",
        by: "name",
        hint: "List them with getKeypairs(), or make a Keypair and pass its id.",
    },
    zone: {
        in: "zones",
        noun: (region) => `availability zone of region ${region}`,
        by: "name",
        hint: "List them with getAvailabilityZones().",
        flaw: ([zone]) =>
            (zone as Zone).isAvailable ? undefined : "is not available now: choose another zone, or wait.",
    },
    securityGroup: {
        in: "securityGroups",
        noun: (region) => `security group of region ${region}`,
        by: "name",
        hint: "Make it first; where this program makes it, pass what that resource puts out.",
        flaw: (found) =>
            found.length > 1
                ? `names ${found.length} security groups, ${found.map(({ id }) => id).join(" and ")}: give the id instead.`
                : undefined,
    },
    network: {
        in: "networks",
        noun: (region) => `network of region ${region}`,
        by: "id",
        hint: "Check the id and the region.",
    },
    server: {
        in: "servers",
        noun: (region) => `server of region ${region}`,
        by: "id",
        hint: "List them with getServers(), or make a Server and pass its id.",
        isMadeByProgram: true,
    },
    volume: {
        in: "volumes",
        noun: (region) => `volume of region ${region}`,
        by: "id",
        hint: "List them with getVolumes(), or make a Volume and pass its id.",
        isMadeByProgram: true,
    },
    volumeZone: {
        in: "volumeZones",
        noun: (region) => `availability zone of region ${region}`,
        by: "name",
        hint: "List them with getAvailabilityZones().",
        flaw: ([zone]) =>
            (zone as Zone).isAvailable ? undefined : "is not available now: choose another zone, or wait.",
    },
    volumeType: {
        in: "volumeTypes",
        noun: (region) => `volume type of region ${region}`,
        by: "name",
        hint: "List them with getVolumeTypes().",
    },
    snapshot: {
        in: "snapshots",
        noun: (region) => `snapshot of region ${region}`,
        by: "id",
        hint: "Check the id and the region.",
    },
    placementPolicy: {
        in: "placementPolicies",
        noun: (region) => `placement policy of region ${region}`,
        by: "id",
        hint: "Make a PlacementPolicy and pass its id.",
        isMadeByProgram: true,
    },
    subnet: {
        in: "subnets",
        noun: (region) => `subnet of region ${region}`,
        by: "id",
        hint: "Check the id and the region.",
    },
} as const satisfies Record<string, ReferenceKind>;

/** A value that names something, and where it stands. */
interface Reference {
    kind: ReferenceKind;
    path: string;
    value: string;
}

type Mentioned = (path: string, value: unknown) => { path: string; value: unknown }[];

const itself: Mentioned = (path, value) => [{ path, value }];

const eachItem: Mentioned = (path, value) =>
    Array.isArray(value) ? value.map((item, index) => ({ path: `${path}[${index}]`, value: item })) : [];

/** One member of each item. */
function eachItems(member: string, where: (item: Values) => boolean = () => true): Mentioned {
    return (path, value) =>
        eachItem(path, value).flatMap(({ path, value: item }) =>
            isValues(item) && where(item) ? [{ path: `${path}.${member}`, value: item[member] }] : [],
        );
}

/** An administrator may name a host behind the zone: "nova:host1". */
const beforeColon: Mentioned = (path, value) => [
    { path, value: typeof value === "string" ? value.split(":")[0] : value },
];

/** Which inputs of all resources name something. */
const namings: readonly { property: string; kind: ReferenceKind; mentioned: Mentioned }[] = [
    { property: "flavorId", kind: kinds.flavor, mentioned: itself },
    { property: "imageId", kind: kinds.image, mentioned: itself },
    {
        property: "blockDevices",
        kind: kinds.image,
        mentioned: eachItems("uuid", ({ sourceType }) => sourceType === "image"),
    },
    {
        property: "blockDevices",
        kind: kinds.volume,
        mentioned: eachItems("uuid", ({ sourceType }) => sourceType === "volume"),
    },
    {
        property: "blockDevices",
        kind: kinds.snapshot,
        mentioned: eachItems("uuid", ({ sourceType }) => sourceType === "snapshot"),
    },
    { property: "blockDevices", kind: kinds.volumeType, mentioned: eachItems("volumeType") },
    { property: "volumeType", kind: kinds.volumeType, mentioned: itself },
    { property: "snapshotId", kind: kinds.snapshot, mentioned: itself },
    { property: "placementPolicyId", kind: kinds.placementPolicy, mentioned: itself },
    { property: "serverId", kind: kinds.server, mentioned: itself },
    { property: "volumeId", kind: kinds.volume, mentioned: itself },
    { property: "keyName", kind: kinds.keypair, mentioned: itself },
    { property: "availabilityZone", kind: kinds.zone, mentioned: beforeColon },
    { property: "securityGroups", kind: kinds.securityGroup, mentioned: eachItem },
    { property: "securityGroup", kind: kinds.securityGroup, mentioned: itself },
    { property: "networks", kind: kinds.network, mentioned: eachItems("uuid") },
    { property: "networks", kind: kinds.subnet, mentioned: eachItems("subnet") },
];

/**
 * That what a program names exists; what it named before is not looked at again. `otherwise` are inputs that name something
 * else here than with other resources.
 */
export async function checkReferences(
    { cloud, oldInputs, inputs, resource, report }: PreflightCheck,
    otherwise: Readonly<Record<string, keyof typeof kinds>> = {},
): Promise<void> {
    const before = referencesIn(oldInputs, [], otherwise);
    const news = [...referencesIn(inputs, resource.derived, otherwise)].filter(([key]) => !before.has(key));
    const refusals = await Promise.all(news.map(([, mention]) => refusal(cloud, mention)));
    for (const sentence of refusals) if (sentence !== undefined) report(sentence);
}

/** Each thing once, however often it is named, by what it is. */
function referencesIn(
    inputs: Values,
    derived: readonly string[],
    otherwise: Readonly<Record<string, keyof typeof kinds>>,
): Map<string, Reference> {
    const found = new Map<string, Reference>();
    for (const { property, kind: usual, mentioned } of namings) {
        if (inputs[property] === undefined) continue;
        const other = otherwise[property];
        const kind: ReferenceKind = other ? kinds[other] : usual;
        // Its name is known before another provider makes it; an id is not.
        if ((kind.by === "name" || kind.isMadeByProgram) && derived.includes(property)) continue;
        for (const { path, value } of mentioned(property, inputs[property])) {
            const key = `${kind.in} ${String(value)}`;
            if (typeof value !== "string" || found.has(key)) continue;
            found.set(key, { kind, path, value });
        }
    }
    return found;
}

async function refusal(cloud: RegionClient, { kind, path, value }: Reference): Promise<string | undefined> {
    const inventory: ReferenceCache<Entry> = cloud.references[kind.in];
    const found = await inventory.find(value);
    if (!found) return undefined;
    if (found.length > 0) {
        const flaw = kind.flaw?.(found);
        return flaw && `${path} ${show(value)} ${flaw}`;
    }
    const hint = guess(kind, value, (await inventory.all()) ?? []);
    return `${path} ${show(value)} is no ${kind.noun(cloud.region)}${hint ? `: ${hint}` : `. ${kind.hint}`}`;
}

/** What was probably meant: the id of what is called so, or the same without a typing error. */
function guess({ by }: ReferenceKind, value: string, entries: readonly Entry[]): string | undefined {
    const ids = entries.filter(({ name }) => name === value).map(({ id }) => show(id));
    if (ids.length > 0) return `that is a name, give the id ${ids.join(" or ")}.`;
    const nearest = nearestName(
        value,
        entries.map((entry) => entry[by]),
    );
    return nearest && `did you mean ${show(nearest)}?`;
}

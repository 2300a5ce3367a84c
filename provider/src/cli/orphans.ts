import type { Image } from "../api/services/images";
import type { RegionClient } from "../cloud/regionClient";
import { inRegion, readStackState } from "../core/stackState";
import { Failure, messageOf } from "../errors/failure";
import { isMark } from "../resources/floatingIp/mark";
import { isMarked } from "../resources/keypair/mark";
import { readMark } from "../resources/serverFleet/members";
import { isOwn, nonceOf } from "../resources/serverImage/mark";
import { nonceKey } from "../resources/shared/marks";
import type { Surroundings } from "./surroundings";

/** Something in the cloud with this package's mark that no stack has. */
export interface Orphan {
    kind: "server" | "volume" | "image" | "keypair" | "floating IP";
    id: string;
    name: string;
    status: string;
    /** Undefined where the cloud's list does not tell it. */
    created: string | undefined;
}

/** What a backend's stacks have. */
export interface Known {
    stacks: readonly string[];
    has(id: string, region: string): boolean;
}

/** Throws if one of the stacks cannot be read: what it has would be taken for an orphan. */
export async function readStacks({ pulumi }: Surroundings): Promise<Known> {
    const listed: { name: string }[] = JSON.parse(await pulumi("stack", "ls", "--all", "--json"));
    const stacks = listed.map(({ name }) => name);
    const ids = new Set<string>();
    for (const stack of stacks) {
        const exported = async () => JSON.parse(await pulumi("stack", "export", "--stack", stack)) as unknown;
        const state = await readStackState(exported, stack).catch((error: unknown) => {
            throw new Failure(
                `the state of stack ${stack} cannot be read: ${messageOf(error)}`,
                "Nothing is listed, since what it has would look like an orphan.",
            );
        });
        for (const id of state.ids) ids.add(id);
        for (const { nonce } of state.pendingCreates) ids.add(nonce);
    }
    return { stacks, has: (id, region) => ids.has(id) || ids.has(inRegion(id, region)) };
}

/** Whatever bears this package's mark, and is neither in a stack nor being created by one. */
export async function findOrphans(cloud: RegionClient, known: Known): Promise<Orphan[]> {
    const { region } = cloud;
    const isKnown = (...ids: (string | undefined)[]) =>
        ids.some((id) => id !== undefined && known.has(id, region));
    const [servers, volumes, images, keypairs, floatingIps] = await Promise.all([
        cloud.servers.list(),
        cloud.volumes.list(),
        markedImages(cloud),
        cloud.keypairs.list(),
        cloud.floatingIps.list(),
    ]);
    return [
        ...servers
            .filter(({ metadata }) => metadata[nonceKey] !== undefined)
            .filter((server) => !isKnown(server.id, server.metadata[nonceKey], readMark(server)?.fleetId))
            .map(({ id, name, status, created }) => ({ kind: "server" as const, id, name, status, created })),
        ...volumes
            .filter(({ metadata }) => metadata[nonceKey] !== undefined)
            .filter(({ id, metadata }) => !isKnown(id, metadata[nonceKey]))
            .map(({ id, name, status, created }) => ({ kind: "volume" as const, id, name, status, created })),
        ...images
            .filter((image) => !isKnown(image.id, nonceOf(image)))
            .map(({ id, name, status, created }) => ({ kind: "image" as const, id, name, status, created })),
        ...keypairs
            .filter(({ publicKey }) => isMarked(publicKey))
            .filter(({ name }) => !isKnown(name))
            .map(({ name }) => ({
                kind: "keypair" as const,
                id: name,
                name,
                status: "",
                created: undefined,
            })),
        ...floatingIps
            .filter(({ label, description }) => isMark(label) || isMark(description))
            .filter(({ id }) => !isKnown(id))
            .map(({ id, address, status }) => ({
                kind: "floating IP" as const,
                id,
                name: address,
                status,
                created: undefined,
            })),
    ];
}

/** Those of the project with a mark that is their own: what a person makes of a server has that of the server's image. */
async function markedImages(cloud: RegionClient): Promise<Image[]> {
    const [project, images] = await Promise.all([cloud.tenantId(), cloud.images.list()]);
    const firsts = new Map<string, Image>();
    for (const image of images.toSorted((one, other) => (one.created < other.created ? -1 : 1))) {
        const nonce = nonceOf(image);
        if (nonce !== undefined && !firsts.has(nonce)) firsts.set(nonce, image);
    }
    return [...firsts.values()].filter((image) => isOwn(image, project));
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Keeps those that are known to be older, for example than `24h`. */
export function olderThan(orphans: readonly Orphan[], age: string, now: number): Orphan[] {
    const { groups } = /^(?<number>\d+)(?<unit>[mhd])$/.exec(age) ?? {};
    if (!groups)
        throw new Failure(`--older-than must be minutes, hours or days such as 30m, 24h or 7d, got "${age}"`);
    const { number, unit } = groups as { number: string; unit: keyof typeof units };
    const since = now - Number(number) * units[unit];
    return orphans.filter(({ created }) => created !== undefined && Date.parse(utc(created)) < since);
}

/** Cinder writes its times without a zone. */
function utc(time: string): string {
    return /T.*[Z+-]/.test(time) ? time : `${time}Z`;
}

export async function deleteOrphan(cloud: RegionClient, { kind, id }: Orphan): Promise<void> {
    const deletions: Readonly<Record<Orphan["kind"], () => Promise<unknown>>> = {
        server: () => cloud.servers.delete(id),
        volume: () => cloud.volumes.delete(id),
        image: () => cloud.images.delete(id),
        keypair: () => cloud.keypairs.delete(id),
        "floating IP": () => cloud.floatingIps.delete(id),
    };
    await deletions[kind]();
}

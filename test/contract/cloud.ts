import { randomBytes } from "node:crypto";
import type { AxiosAdapter } from "axios";
import type { Clock } from "../../provider/src/api/clock";
import { realSite } from "../openstack/realSite";
import { startPluginProvider } from "../support/pluginProvider";
import { type Door, type Provider, startProvider } from "../support/provider";
import { emulatedSite } from "./emulatedSite";
import { type Reply, type Service, wireOf } from "./wire";

/** What one cloud brings along; everything else is the same for all of them. */
export interface Site {
    provider: Provider;
    /** The plugin in the next run, which knows nothing of this one. */
    nextRun(): Provider;
    clock: Clock;
    adapter?: AxiosAdapter;
    /** Lets time pass until the work is over. */
    run<T>(work: Promise<T>): Promise<T>;
    /** Of an Identity v3. */
    login: { authUrl: string; username: string; password: string; projectId: string };
    /** With version, and project where the service has one in its paths. */
    endpoints: Record<Service, string>;
    ids: Ids;
    /** A data volume's device; the vendor's guide and Nova name them differently. */
    dataDevice: RegExp;
    /** A type with a local disk whose next server ends in ERROR. */
    brokenFlavor(): string;
    close(): Promise<void>;
}

export interface Ids {
    image: string;
    /** Types that boot from a volume. */
    flavor: string;
    bigFlavor: string;
    /** Types with a local disk that can be resized; the image does not fit the tiny one. */
    tinyFlavor: string;
    smallFlavor: string;
    mediumFlavor: string;
    /** A type with a local disk that cannot. */
    localFlavor: string;
    network: string;
    otherNetwork: string;
    zone: string;
    otherProject: string;
}

type Values = Record<string, unknown>;

export interface ContractCloud extends Provider, Omit<Site, "provider" | "close"> {
    /** Marks what a test file made, so that it can be found and deleted. */
    name(text: string): string;
    call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
    compute(method: string, path: string, body?: unknown): Promise<Reply>;
    volume(method: string, path: string, body?: unknown): Promise<Reply>;
    image(method: string, path: string, body?: unknown): Promise<Reply>;
    act(serverId: string, action: Values): Promise<Reply>;
    /** Looks again and again until it is so. */
    until<T>(look: () => Promise<T>, done: (seen: T) => boolean): Promise<T>;
    /** Until the server has that status and nothing to do. */
    settled(serverId: string, status: string): Promise<void>;
    gone(serverId: string): Promise<void>;
    /** Deletes what the file made, and whatever it left behind. */
    close(): Promise<void>;
}

export interface CloudOptions {
    /** Whether a resize confirms itself after a moment, or waits for a confirmation. */
    confirmsResizes?: boolean;
}

const mostSeconds = 60;

/** For every test of a file that opens a cloud: a real one takes its time. */
jest.setTimeout(120_000);

/** CONTRACT_DOOR names the one that the suite goes through. */
const doors: Record<string, Door> = { dynamic: startProvider, plugin: startPluginProvider };

function doorOf({ CONTRACT_DOOR: name = "dynamic" } = process.env): Door {
    const door = doors[name];
    if (!door) throw new Error(`CONTRACT_DOOR must be of ${Object.keys(doors).join(", ")}, got "${name}".`);
    return door;
}

/** The cloud that the suite runs against: the local one, or the real one whose values the environment names. */
export async function openCloud({ confirmsResizes = false }: CloudOptions = {}): Promise<ContractCloud> {
    const values = process.env.REAL_CLOUD_VALUES;
    const site =
        values === undefined ? await emulatedSite(doorOf(), confirmsResizes) : realSite(doorOf(), values);
    const { provider, clock, run } = site;
    const wire = wireOf(site);
    const mark = `contract-${randomBytes(4).toString("hex")}`;

    const cloud: ContractCloud = {
        ...site,
        ...provider,
        ...wire,
        name: (text) => `${mark}-${text}`,
        act: (id, action) => wire.compute("POST", `/servers/${id}/action`, action),
        until: (look, done) => run(until(clock, look, done)),
        settled: async (id, status) => {
            await cloud.until(
                async () => (await wire.compute("GET", `/servers/${id}`)).body.server,
                (server) => server.status === status && server["OS-EXT-STS:task_state"] === null,
            );
        },
        gone: async (id) => {
            await cloud.until(
                () => wire.compute("GET", `/servers/${id}`),
                ({ status }) => status === 404,
            );
        },
        close: async () => {
            await sweep(cloud, mark);
            await site.close();
        },
    };
    return cloud;
}

/** One cloud for all tests of a `describe`. */
export function useCloud(options?: CloudOptions): ContractCloud {
    const cloud = {} as ContractCloud;
    beforeAll(async () => {
        Object.assign(cloud, await openCloud(options));
    });
    afterAll(() => cloud.close?.());
    return cloud;
}

async function until<T>(clock: Clock, look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> {
    const end = clock.now() + mostSeconds * 1000;
    for (;;) {
        const seen = await look();
        if (done(seen)) return seen;
        if (clock.now() > end) throw new Error(`After ${mostSeconds} s it is still ${JSON.stringify(seen)}.`);
        await clock.sleep(100);
    }
}

interface Named {
    id: string;
    name: string;
    keypair: { name: string };
}

/** Servers first: what they use cannot go before. */
async function sweep(cloud: ContractCloud, mark: string): Promise<void> {
    const ours = ({ name }: Pick<Named, "name">) => name?.startsWith(mark);
    const { servers } = (await cloud.compute("GET", "/servers")).body as { servers: Named[] };
    for (const { id } of servers.filter(ours)) await cloud.compute("DELETE", `/servers/${id}`);
    for (const { id } of servers.filter(ours)) await cloud.gone(id);
    const { volumes } = (await cloud.volume("GET", "/volumes/detail")).body as { volumes: Named[] };
    for (const { id } of volumes.filter(ours)) await cloud.volume("DELETE", `/volumes/${id}`);
    const { keypairs } = (await cloud.compute("GET", "/os-keypairs")).body as { keypairs: Named[] };
    for (const { keypair } of keypairs) {
        if (ours(keypair)) await cloud.compute("DELETE", `/os-keypairs/${keypair.name}`);
    }
    const { images } = (await cloud.image("GET", "/images")).body as { images: Named[] };
    for (const { id } of images.filter(ours)) await cloud.image("DELETE", `/images/${id}`);
}

import assert from "node:assert";
import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { AxiosAdapter } from "axios";
import { type Cloud, type CloudOptions, startCloud } from "../../emulator";
import { noObserver } from "../../provider/src/api/observer";
import { type Connect, connectTcp } from "../../provider/src/api/probe";
import { createRuntime } from "../../provider/src/doors/dynamic";
import type { Platform } from "../../provider/src/platform/platform";
import { handlers } from "../../provider/src/resources/handlers";
import { ManualClock } from "./manualClock";
import { type Door, type Provider, startProvider } from "./provider";

export type { CloudKind, Kind, ProviderError } from "./provider";

/** A local cloud and the runtime of the plugin, on one hand-moved clock: the time that something takes passes at once. */
export interface World extends Provider {
    cloud: Cloud;
    clock: ManualClock;
    /** What the engine was told to show. */
    statusLines: string[];
    infos: string[];
    warnings: string[];
    /** Requests so far, as "METHOD path", without logins. */
    calls(): string[];
    /** Cancels the run, as Ctrl-C does. */
    cancel(): void;
    /** The runtime in the next run of the stack, which has in state what the engine kept of it. */
    nextRun(kept?: KeptState): Provider;
    /** What a runtime takes from outside, where it stands in this world. */
    platform(more?: Partial<Platform>): Platform;
    /** The same as the engine has it: its work takes time only while the clock runs for it. */
    nextRuntime(kept?: KeptState): ReturnType<typeof createRuntime>;
    close(): Promise<void>;
}

/** What the engine kept of a stack: ids of resources, inputs of creates that were killed, and its providers. */
export interface KeptState {
    ids?: readonly string[];
    pendingCreates?: readonly Record<string, unknown>[];
    providers?: readonly string[];
}

function exported({ ids = [], pendingCreates = [], providers = [] }: KeptState): unknown {
    const pending_operations = pendingCreates.map((inputs) => ({
        type: "creating",
        resource: { urn: inputs.__urn, inputs },
    }));
    const resources = [
        ...ids.map((id) => ({ id })),
        ...providers.map((one) => ({ urn: `urn:pulumi:stack::project::pulumi:providers:${one}` })),
    ];
    return { deployment: { resources, pending_operations } };
}

export interface WorldOptions extends Omit<CloudOptions, "clock"> {
    environment?: Record<string, string>;
    /** Which credentials the environment brings. */
    credentials?: Parameters<Cloud["environment"]>[0];
    /** Stands between the runtime and the local cloud. */
    network?(adapter: AxiosAdapter): AxiosAdapter;
    /** As a dynamic provider, unless it is given. */
    door?: Door;
}

export async function startWorld({
    environment,
    credentials,
    network = (adapter) => adapter,
    door = startProvider,
    ...options
}: WorldOptions = {}): Promise<World> {
    const clock = new ManualClock();
    const cloud = await startCloud({ ...options, clock });
    const statusLines: string[] = [];
    const infos: string[] = [];
    const warnings: string[] = [];
    let random = 0;
    const cancelled = new AbortController();
    /** What a server serves is there, or no longer, before anybody connects to it. */
    const withGuests: AxiosAdapter = async (config) => {
        if (!String(config.url).startsWith(cloud.url)) await clock.during(cloud.settleGuests());
        return await clock.adapter(config);
    };
    const connect: Connect = (target, signal) =>
        clock.during(cloud.settleGuests().then(() => connectTcp(target, signal)));
    const platform = (more: Partial<Platform> = {}): Platform => ({
        clock,
        adapter: network(withGuests),
        connect,
        environment: { ...cloud.environment(credentials), ...environment },
        randomHex: (digits) => (++random).toString(16).padStart(digits, "0"),
        random: () => 0.5,
        // Short, and so quick to make.
        generateKeyPair: () => clock.during(promisify(generateKeyPair)("rsa", { modulusLength: 1024 })),
        engine: {
            status: (_urn, text) => statusLines.push(text),
            info: (_urn, text) => infos.push(text),
            warn: (_urn, text) => warnings.push(text),
        },
        observer: noObserver,
        cancelled: cancelled.signal,
        exportStack: async () => exported({}),
        ...more,
    });
    const next = (kept: KeptState = {}) => platform({ exportStack: async () => exported(kept) });
    const started: Provider[] = [];
    const start = (kept?: KeptState) => {
        const provider = door(next(kept), (work) => clock.run(work));
        started.push(provider);
        return provider;
    };
    return {
        ...start(),
        cloud,
        clock,
        statusLines,
        infos,
        warnings,
        calls: () =>
            cloud.requests
                .filter(({ path }) => !path.startsWith("/identity"))
                .map(({ method, path }) => `${method} ${path}`),
        cancel: () => cancelled.abort(),
        nextRun: start,
        platform,
        nextRuntime: (kept) => createRuntime(next(kept), handlers),
        async close() {
            for (const provider of started) provider.stop();
            const unknown = [...cloud.unknownRequests];
            await cloud.close();
            assert.deepEqual(unknown, []);
        },
    };
}

import type * as pulumi from "@pulumi/pulumi";
import { type Cloud, type CloudOptions, startCloud } from "../../emulator";
import { type LookUpName, lookUps } from "../../provider/src/lookUps";
import { lifecycles } from "../../provider/src/runtime";
import { createLookUps } from "../../provider/src/runtime/lookUps";
import type { Platform } from "../../provider/src/runtime/platform";
import { createRuntime } from "../../provider/src/runtime/provider";
import { ManualClock } from "./manualClock";

export type Kind = keyof typeof lifecycles;
type Values = Record<string, unknown>;

/** An error as the engine gets it. */
export interface ProviderError extends Error {
    id?: string;
    properties?: Values;
    reasons?: string[];
}

/** A local cloud and the runtime of the plugin, on one hand-moved clock. */
export interface World {
    cloud: Cloud;
    clock: ManualClock;
    /** What the engine was told to show. */
    statusLines: string[];
    warnings: string[];
    /** Check and create, as an up does; the time it takes passes at once. */
    create(kind: Kind, inputs: Values): Promise<{ id: string; outs: Values }>;
    update(kind: Kind, id: string, state: Values, inputs: Values): Promise<Values>;
    read(kind: Kind, id: string, state: Values): Promise<pulumi.dynamic.ReadResult>;
    delete(kind: Kind, id: string, state: Values): Promise<void>;
    diff(kind: Kind, state: Values, inputs: Values): Promise<pulumi.dynamic.DiffResult>;
    check(kind: Kind, inputs: Values, olds?: Values): Promise<{ inputs: Values; sentences: string[] }>;
    /** Look-ups, all of one run of a program. */
    lookUp(name: LookUpName, args?: Values): Promise<unknown>;
    /** The error that `work` ends with. */
    failure(work: Promise<unknown>): Promise<ProviderError>;
    /** Requests so far, as "METHOD path", without logins. */
    calls(): string[];
    close(): Promise<void>;
}

export interface WorldOptions extends Omit<CloudOptions, "clock"> {
    environment?: Record<string, string>;
    /** Which credentials the environment brings. */
    credentials?: Parameters<Cloud["environment"]>[0];
}

export async function startWorld({
    environment,
    credentials,
    ...options
}: WorldOptions = {}): Promise<World> {
    const clock = new ManualClock();
    const cloud = await startCloud({ ...options, clock });
    const statusLines: string[] = [];
    const warnings: string[] = [];
    let random = 0;
    const platform: Platform = {
        clock,
        adapter: clock.adapter,
        environment: { ...cloud.environment(credentials), ...environment },
        randomHex: (digits) => (++random).toString(16).padStart(digits, "0"),
        engine: { status: (_urn, text) => statusLines.push(text), warn: (_urn, text) => warnings.push(text) },
        trace: () => {},
    };
    const runtime = createRuntime(platform, lifecycles);
    const ask = createLookUps(platform, () => undefined, lookUps);
    const provider = (kind: Kind) => runtime(kind) as Required<pulumi.dynamic.ResourceProvider>;

    const world: World = {
        cloud,
        clock,
        statusLines,
        warnings,
        async check(kind, inputs, olds = {}) {
            const hidden = { __logicalName: "test", __urn: "urn:test" };
            const result = await clock.run(provider(kind).check(olds, { ...hidden, ...inputs }));
            return {
                inputs: result.inputs as Values,
                sentences: (result.failures ?? []).map((failure) => failure.reason),
            };
        },
        async create(kind, inputs) {
            const checked = await world.check(kind, inputs);
            expect(checked.sentences).toEqual([]);
            const made = await clock.run(provider(kind).create(checked.inputs));
            return { id: made.id, outs: made.outs as Values };
        },
        async update(kind, id, state, inputs) {
            const checked = await world.check(kind, inputs, state);
            expect(checked.sentences).toEqual([]);
            return (await clock.run(provider(kind).update(id, state, checked.inputs))).outs as Values;
        },
        read: (kind, id, state) => clock.run(provider(kind).read(id, state)),
        delete: (kind, id, state) => clock.run(provider(kind).delete(id, state)),
        async diff(kind, state, inputs) {
            const checked = await world.check(kind, inputs, state);
            return await provider(kind).diff("id", state, checked.inputs);
        },
        lookUp: (name, args = {}) => clock.run(ask(name, args)),
        failure: (work) =>
            work.then(
                () => {
                    throw new Error("It did not fail.");
                },
                (error: ProviderError) => error,
            ),
        calls: () =>
            cloud.requests
                .filter(({ path }) => !path.startsWith("/identity"))
                .map(({ method, path }) => `${method} ${path}`),
        async close() {
            const unknown = [...cloud.unknownRequests];
            await cloud.close();
            expect(unknown).toEqual([]);
        },
    };
    return world;
}

import assert from "node:assert";
import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../provider/src/cloud/connect";
import { createInvoke } from "../../provider/src/core/functions";
import { createRuntime } from "../../provider/src/doors/dynamic";
import { type FunctionName, functionHandlers } from "../../provider/src/functions/handlers";
import type { Platform } from "../../provider/src/platform/platform";
import { handlers } from "../../provider/src/resources/handlers";

export type Kind = keyof typeof handlers;

/** What has something in the cloud: all but a readiness check. */
export type CloudKind = Exclude<Kind, "Readiness">;
export const cloudKinds = (Object.keys(handlers) as Kind[]).filter((kind) => kind !== "Readiness");
type Values = Record<string, unknown>;

/** Lets time pass until some work is over. */
export type Run = <T>(work: Promise<T>) => Promise<T>;

/** How the engine reaches the runtime: as a dynamic provider, or as a provider plugin. */
export type Door = (platform: Platform, run?: Run) => Provider;

/** An error as the engine gets it. */
export interface ProviderError extends Error {
    id?: string;
    properties?: Values;
    reasons?: string[];
}

/** The runtime of the plugin, in this process, as the engine would call it. */
export interface Provider {
    /** Check and create, as an up does. */
    create(kind: Kind, inputs: Values): Promise<{ id: string; outs: Values }>;
    update(kind: Kind, id: string, state: Values, inputs: Values): Promise<Values>;
    read(kind: Kind, id: string, state: Values): Promise<pulumi.dynamic.ReadResult>;
    delete(kind: Kind, id: string, state: Values): Promise<void>;
    diff(kind: Kind, state: Values, inputs: Values, id?: string): Promise<pulumi.dynamic.DiffResult>;
    check(kind: Kind, inputs: Values, olds?: Values): Promise<{ inputs: Values; sentences: string[] }>;
    /** Look-ups, all of one run of a program. */
    lookUp(name: FunctionName, args?: Values): Promise<unknown>;
    /** The error that `work` ends with. */
    failure(work: Promise<unknown>): Promise<ProviderError>;
    /** Ends what was started for it. */
    stop(): void;
}

/** What the resource's class adds to the inputs. */
export function hiddenInputs(kind: Kind, name = "test", stack = "dev"): Values {
    const type = `pulumi-nodejs:dynamic/nhncloud/compute:${kind}`;
    return {
        __logicalName: name,
        __urn: `urn:pulumi:${stack}::project::${type}::${name}`,
        __stack: `organization/project/${stack}`,
    };
}

export const startProvider: Door = (platform, run = (work) => work) => {
    const runtime = createRuntime(platform, handlers);
    const ask = createInvoke(
        connect(platform, () => undefined),
        functionHandlers,
    );
    const of = (kind: Kind) => runtime(kind) as Required<pulumi.dynamic.ResourceProvider>;

    const provider: Provider = {
        async check(kind, inputs, olds = {}) {
            const result = await run(of(kind).check(olds, { ...hiddenInputs(kind), ...inputs }));
            return {
                inputs: result.inputs as Values,
                sentences: (result.failures ?? []).map((failure) => failure.reason),
            };
        },
        async create(kind, inputs) {
            const checked = await provider.check(kind, inputs);
            assert.deepEqual(checked.sentences, []);
            const made = await run(of(kind).create(checked.inputs));
            return { id: made.id, outs: made.outs as Values };
        },
        async update(kind, id, state, inputs) {
            const checked = await provider.check(kind, inputs, state);
            assert.deepEqual(checked.sentences, []);
            return (await run(of(kind).update(id, state, checked.inputs))).outs as Values;
        },
        read: (kind, id, state) => run(of(kind).read(id, state)),
        delete: (kind, id, state) => run(of(kind).delete(id, state)),
        async diff(kind, state, inputs, id = "id") {
            const checked = await provider.check(kind, inputs, state);
            return await of(kind).diff(id, state, checked.inputs);
        },
        lookUp: (name, args = {}) => run(ask(name, args)),
        failure,
        stop: () => {},
    };
    return provider;
};

export function failure(work: Promise<unknown>): Promise<ProviderError> {
    return work.then(
        () => {
            throw new Error("It did not fail.");
        },
        (error: ProviderError) => error,
    );
}

import * as pulumi from "@pulumi/pulumi";
import { createRuntime } from "../../provider/src/doors/dynamic";
import type { Platform } from "../../provider/src/platform/platform";
import { handlers } from "../../provider/src/resources/handlers";
import { pointer } from "../../provider/src/resources/pointer";
import { type CloudKind, hiddenInputs, type ProviderError } from "../support/provider";

export type Values = Record<string, unknown>;

/** The id of another resource of the program, as an input. */
export class IdOf {
    constructor(readonly name: string) {}
}

/** A resource of a program. Those that it names stand before it. */
export interface Declared {
    kind: CloudKind;
    name: string;
    inputs: Values;
    /** What it was called before. */
    alias?: string;
}

export type Program = readonly Declared[];

/** A resource as the engine keeps it. */
export interface Entry {
    urn: string;
    kind: CloudKind;
    name: string;
    id: string;
    inputs: Values;
    outputs: Values;
    /** URNs, by the input that holds them. */
    dependencies: Readonly<Record<string, string>>;
    /** Why it is there, but unfinished. */
    initErrors: readonly string[];
    /** It was replaced, and is still to be deleted. */
    delete?: true;
    /** It was deleted to be replaced, and the other was not made. */
    pendingReplacement?: true;
}

export interface Step {
    op: "same" | "create" | "update" | "replace" | "delete";
    name: string;
    kind: CloudKind;
    /** Of an update: the inputs that differ. */
    changes: readonly string[];
}

/** What the cloud, the check or a kill made of a run. */
export class RunFailed extends Error {}

type Provider = Required<pulumi.dynamic.ResourceProvider>;
type Runtime = (kind: CloudKind) => Provider;

/** An id that a preview does not know yet. */
const unknown = pulumi.runtime.unknownValue;

/** Whether the process of the plugin lives; what it was about when it was killed is lost. */
export interface Life {
    readonly isKilled: boolean;
}

/**
 * What Pulumi's engine does with dynamic resources, in this process: the steps that it takes for a program, in its order, and
 * what it keeps. Checks and diffs come one after another; resources that do not wait for each other are worked on at once.
 */
export class Engine {
    resources: Entry[] = [];
    /** Inputs of creates of which no run saved what became of them. */
    pendingCreates: Values[] = [];

    constructor(
        private readonly platform: (more: Partial<Platform>) => Platform,
        readonly stack: string,
    ) {}

    /** A process of the plugin. */
    private start(more: Partial<Platform>): Runtime {
        const exportStack = async () => ({
            deployment: {
                resources: copyOf(this.resources),
                pending_operations: this.pendingCreates.map((inputs) => ({
                    type: "creating",
                    resource: { urn: inputs.__urn, inputs },
                })),
            },
        });
        const runtime = createRuntime(this.platform({ exportStack, ...more }), handlers);
        return (kind) => runtime(kind) as Provider;
    }

    /** The steps that an update would take. */
    async preview(program: Program): Promise<Step[]> {
        return await new Update(this.copy(), this.start({}), program, { isPreview: true }).run();
    }

    /** Throws RunFailed where a step failed; what was done before is kept. */
    async up(program: Program, more: Partial<Platform> = {}, life?: Life): Promise<Step[]> {
        return await new Update(this, this.start(more), program, { isPreview: false, life }).run();
    }

    async destroy(): Promise<Step[]> {
        return await this.up([]);
    }

    /** What the cloud has by now; creates that were killed are forgotten. */
    async refresh(): Promise<void> {
        const runtime = this.start({});
        const refreshed = await Promise.all(
            this.resources.map(async (entry): Promise<Entry[]> => {
                const found = await runtime(entry.kind).read(entry.id, entry.outputs);
                if (!found.id) return [];
                const { inputs = entry.inputs, props = {} } = found as { inputs?: Values; props?: Values };
                return [{ ...entry, inputs, outputs: props, initErrors: [] }];
            }),
        );
        this.resources = refreshed.flat();
        this.pendingCreates = [];
    }

    private copy(): Engine {
        const copy = new Engine(this.platform, this.stack);
        copy.resources = copyOf(this.resources);
        copy.pendingCreates = copyOf(this.pendingCreates);
        return copy;
    }
}

interface Mode {
    isPreview: boolean;
    life?: Life | undefined;
}

class Update {
    private readonly steps: Step[] = [];
    private readonly olds: ReadonlyMap<string, Entry>;
    private readonly registered = new Set<string>();
    /** By URN: deleted before their replacement was made. */
    private readonly recreated = new Set<string>();
    private failure: Error | undefined;
    private planning: Promise<unknown> = Promise.resolve();

    constructor(
        private readonly state: Engine,
        private readonly runtime: Runtime,
        private readonly program: Program,
        private readonly mode: Mode,
    ) {
        this.olds = new Map(
            state.resources.filter((entry) => !entry.delete).map((entry) => [entry.urn, entry]),
        );
    }

    async run(): Promise<Step[]> {
        const done = new Map<string, Promise<void>>();
        for (const declared of this.program) {
            const before = namedBy(declared).map((name) => done.get(name));
            done.set(
                declared.name,
                Promise.all(before)
                    .then(() => this.register(declared))
                    .catch((error: unknown) => {
                        this.failure ??= error as Error;
                    }),
            );
        }
        await Promise.all(done.values());
        if (this.failure) throw this.failure;
        await this.deleteTheRest();
        return this.steps;
    }

    private async register(declared: Declared): Promise<void> {
        if (this.failure) return;
        const plan = this.planning.then(() => this.plan(declared));
        this.planning = plan.catch(() => {});
        const carryOut = await plan;
        if (!this.failure) await carryOut();
    }

    /** Check and diff; returns what is to be done. */
    private async plan(declared: Declared): Promise<() => Promise<void>> {
        const { kind, name } = declared;
        const urn = this.urnOf(declared);
        const old = this.olds.get(urn) ?? this.aliased(declared);
        const given = this.resolve(declared);
        this.registered.add(urn);
        const isRecreated = old !== undefined && this.recreated.has(old.urn);
        const inputs = await this.check(kind, old && !isRecreated ? old.inputs : {}, given);
        const made = { urn, kind, name, inputs, dependencies: this.dependenciesOf(declared) };
        if (!old || isRecreated) {
            this.note(isRecreated ? "replace" : "create", declared);
            return () => this.create(made);
        }
        const diff = await this.runtime(kind).diff(old.id, old.outputs, inputs);
        if (old.pendingReplacement || (diff.changes && (diff.replaces ?? []).length > 0)) {
            this.note("replace", declared);
            const anew = { ...made, inputs: await this.check(kind, {}, given) };
            if (!diff.deleteBeforeReplace && !old.pendingReplacement) return () => this.create(anew, old);
            return async () => {
                await this.deleteForReplacement(old);
                await this.create(anew);
            };
        }
        if (diff.changes || old.initErrors.length > 0) {
            this.note("update", declared, differing(old.inputs, inputs));
            return () => this.update(old, made);
        }
        this.note("same", declared);
        return async () => this.put({ ...old, ...made }, old);
    }

    private async check(kind: CloudKind, olds: Values, news: Values): Promise<Values> {
        const { inputs, failures = [] } = await this.runtime(kind).check(olds, news);
        const [first] = failures;
        if (first) throw new RunFailed(first.reason);
        return copyOf(inputs as Values);
    }

    // Steps.

    private async create(made: Omit<Entry, "id" | "outputs" | "initErrors">, replaced?: Entry) {
        if (this.mode.isPreview) {
            if (replaced) replaced.delete = true;
            return this.put({ ...made, id: unknown, outputs: {}, initErrors: [] });
        }
        this.state.pendingCreates.push(made.inputs);
        const result = await this.attempt(() => this.runtime(made.kind).create(copyOf(made.inputs)));
        this.state.pendingCreates = this.state.pendingCreates.filter((inputs) => inputs !== made.inputs);
        if (result.failure && result.failure.id === undefined) throw new RunFailed(result.failure.message);
        if (replaced) replaced.delete = true;
        const { id, outs } = result.done ?? {
            id: String(result.failure?.id),
            outs: result.failure?.properties,
        };
        this.put({ ...made, id, outputs: copyOf(outs as Values), initErrors: reasonsOf(result.failure) });
        if (result.failure) throw new RunFailed(result.failure.reasons?.[0]);
    }

    private async update(old: Entry, made: Omit<Entry, "id" | "outputs" | "initErrors">) {
        const { id } = old;
        if (this.mode.isPreview) return this.put({ ...made, id, outputs: {}, initErrors: [] }, old);
        const { done, failure } = await this.attempt(() =>
            this.runtime(made.kind).update(id, old.outputs, copyOf(made.inputs)),
        );
        if (failure && failure.id === undefined) throw new RunFailed(failure.message);
        const outputs = copyOf((done?.outs ?? failure?.properties) as Values);
        this.put({ ...made, id, outputs, initErrors: reasonsOf(failure) }, old);
        if (failure) throw new RunFailed(failure.reasons?.[0]);
    }

    /** With those that depend on it and would be replaced too. */
    private async deleteForReplacement(old: Entry): Promise<void> {
        const dependents: Entry[] = [];
        for (const entry of this.olds.values()) {
            const isAffected = [old, ...dependents].some(({ urn }) =>
                Object.values(entry.dependencies).includes(urn),
            );
            if (
                isAffected &&
                !this.recreated.has(entry.urn) &&
                (await this.wouldBeReplaced(entry, [old, ...dependents]))
            )
                dependents.push(entry);
        }
        for (const entry of [...dependents.reverse(), old]) {
            if (entry !== old) this.recreated.add(entry.urn);
            if (entry.pendingReplacement) continue;
            await this.delete(entry);
            // Until the other is made, it stays as a reminder.
            this.put({ ...entry, pendingReplacement: true }, entry);
        }
    }

    private async wouldBeReplaced(entry: Entry, gone: readonly Entry[]): Promise<boolean> {
        const isGone = (urn: string) => gone.some((other) => other.urn === urn);
        const affected = Object.entries(entry.dependencies).filter(([, urn]) => isGone(urn));
        const inputs = { ...entry.inputs, ...Object.fromEntries(affected.map(([name]) => [name, unknown])) };
        const { changes, replaces = [] } = await this.runtime(entry.kind).diff(
            entry.id,
            entry.outputs,
            inputs,
        );
        return changes === true && replaces.length > 0;
    }

    /** Of what the program no longer has and what was replaced, those first on which no other depends. */
    private async deleteTheRest(): Promise<void> {
        let left = this.state.resources.filter((entry) => entry.delete || !this.registered.has(entry.urn));
        while (left.length > 0) {
            const free = left.filter(
                ({ urn }) => !left.some(({ dependencies }) => Object.values(dependencies).includes(urn)),
            );
            left = left.filter((entry) => !free.includes(entry));
            await Promise.all(
                free.map(async (entry) => {
                    if (!entry.delete) this.note("delete", entry);
                    try {
                        if (!entry.pendingReplacement) await this.delete(entry);
                        this.state.resources = this.state.resources.filter((other) => other !== entry);
                    } catch (error) {
                        this.failure ??= error as Error;
                    }
                }),
            );
            if (this.failure) throw this.failure;
        }
    }

    private async delete({ kind, id, outputs }: Entry): Promise<void> {
        if (this.mode.isPreview) return;
        const { failure } = await this.attempt(() => this.runtime(kind).delete(id, outputs));
        if (failure) throw new RunFailed(failure.message);
    }

    /** What a killed process was about is never known. */
    private async attempt<T>(work: () => Promise<T>): Promise<{ done?: T; failure?: ProviderError }> {
        const settled = await work().then(
            (done) => ({ done }),
            (failure: ProviderError) => ({ failure }),
        );
        if (this.mode.life?.isKilled) throw new RunFailed("killed");
        return settled;
    }

    // State.

    private put(entry: Entry, instead?: Entry): void {
        const others = this.state.resources.filter(
            (other) => other !== instead && (other.urn !== entry.urn || other.delete),
        );
        this.state.resources = [...others, entry];
    }

    private note(op: Step["op"], { name, kind }: Pick<Step, "name" | "kind">, changes: string[] = []): void {
        this.steps.push({ op, name, kind, changes });
    }

    // Names.

    private urnOf({ kind, name }: Pick<Declared, "kind" | "name">): string {
        return String(hiddenInputs(kind, name, this.state.stack).__urn);
    }

    private aliased({ kind, alias }: Declared): Entry | undefined {
        return alias === undefined ? undefined : this.olds.get(this.urnOf({ kind, name: alias }));
    }

    private dependenciesOf({ inputs }: Declared): Record<string, string> {
        const held = Object.entries(inputs).filter(([, value]) => value instanceof IdOf) as [string, IdOf][];
        return Object.fromEntries(held.map(([property, { name }]) => [property, this.entryOf(name).urn]));
    }

    private entryOf(name: string): Entry {
        const found = this.state.resources.find((entry) => entry.name === name && !entry.delete);
        if (!found) throw new RunFailed(`The program names ${name}, which it does not have.`);
        return found;
    }

    /** What the program's process sends: inputs with the ids of others, and what the class adds. */
    private resolve({ kind, name, inputs }: Declared): Values {
        const resolved = Object.entries(inputs).map(([property, value]) => [
            property,
            value instanceof IdOf ? this.entryOf(value.name).id : value,
        ]);
        const derived = Object.keys(inputs).filter((property) => inputs[property] instanceof IdOf);
        return copyOf({
            ...Object.fromEntries(resolved),
            ...hiddenInputs(kind, name, this.state.stack),
            __provider: pointer(kind),
            ...(derived.length > 0 ? { __derived: derived } : {}),
        });
    }
}

function namedBy({ inputs }: Declared): string[] {
    return Object.values(inputs).flatMap((value) => (value instanceof IdOf ? [value.name] : []));
}

/** As it comes through the protocol. Not structuredClone, whose objects are of another realm where jest runs. */
function copyOf<T>(value: T): T {
    return JSON.parse(JSON.stringify(value)) as T;
}

function reasonsOf(failure: ProviderError | undefined): string[] {
    return failure ? (failure.reasons ?? [failure.message]) : [];
}

/** The user's own inputs that are not the same. */
export function differing(left: Values, right: Values): string[] {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].filter(
        (name) => !name.startsWith("__") && JSON.stringify(left[name]) !== JSON.stringify(right[name]),
    );
}

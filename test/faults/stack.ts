import type * as pulumi from "@pulumi/pulumi";
import { hiddenInputs } from "../support/provider";
import type { Kind, ProviderError, World } from "../support/world";

export type Values = Record<string, unknown>;

/** A resource of a program; `idOf` gives the id of one that comes before it. */
export interface Declared {
    kind: Kind;
    name: string;
    inputs(idOf: (name: string) => string): Values;
}

/** What the engine keeps of a resource. */
export interface Resource {
    kind: Kind;
    name: string;
    id: string;
    inputs: Values;
    outputs: Values;
    /** Made or changed in part: the next up updates it, whatever its diff says. */
    isUnfinished: boolean;
    /** Replaced by another one, and to be deleted at the end of the run. */
    isReplaced: boolean;
}

type Provider = Required<pulumi.dynamic.ResourceProvider>;
type Operation = "check" | "diff" | "create" | "read" | "update" | "delete";

/** How long one operation of a provider took, on the clock. */
export interface Took {
    operation: Operation;
    kind: Kind;
    seconds: number;
}

/** How a run ended. */
export type Ended = { how: "done" } | { how: "killed" } | { how: "failed"; why: string };

/** What befalls a run: `killed` resolves when it is killed. */
export interface Fate {
    killed: Promise<void>;
    isKilled(): boolean;
}

const neverKilled = (): Fate => ({ killed: new Promise(() => {}), isKilled: () => false });

/** As it comes out of the engine's protocol, which carries nothing but JSON. */
function carried<T>(value: T): T {
    return JSON.parse(JSON.stringify(value)) as T;
}

/** The sentence of a failed check or operation. */
class Failed extends Error {}

/**
 * A stack in this process: each run has a plugin of its own, and of each operation is kept what the engine keeps. The real
 * engine, which takes seconds for a run, is in test/engine and in the runs that are killed.
 */
export class Stack {
    resources: Resource[] = [];
    readonly took: Took[] = [];
    /** Inputs of creates that were killed: they stay in state until a refresh. */
    private readonly pendingCreates: Values[] = [];

    constructor(private readonly world: World) {}

    up(program: readonly Declared[], fate?: Fate): Promise<Ended> {
        return this.run(fate, async (run) => {
            for (const declared of program) await run.settle(declared);
            const isWanted = ({ kind, name, isReplaced }: Resource) =>
                !isReplaced && program.some((declared) => declared.kind === kind && declared.name === name);
            for (const resource of this.resources.filter((one) => !isWanted(one)).reverse())
                await run.delete(resource);
        });
    }

    /** Reads again the resources of those names. */
    refresh(names: readonly string[], fate?: Fate): Promise<Ended> {
        return this.run(fate, async (run) => {
            for (const resource of this.resources.filter(({ name }) => names.includes(name)))
                await run.read(resource);
        });
    }

    /** The resources whose diff is not empty after a refresh; what the refresh found is not kept. */
    async drift(program: readonly Declared[]): Promise<string[]> {
        const copy = new Stack(this.world);
        copy.resources = carried(this.resources);
        copy.pendingCreates.push(...this.pendingCreates);
        const changed: string[] = [];
        const ended = await copy.run(undefined, async (run) => {
            for (const resource of [...copy.resources]) await run.read(resource);
            for (const declared of program) if (await run.differs(declared)) changed.push(declared.name);
        });
        return ended.how === "failed" ? [...changed, ended.why] : changed;
    }

    private async run(fate: Fate = neverKilled(), work: (run: Run) => Promise<void>): Promise<Ended> {
        const { clock } = this.world;
        const run = new Run(this, this.world, this.pendingCreates, fate);
        const ended = work(run).then(
            (): Ended => ({ how: "done" }),
            (error: Error): Ended => {
                if (!(error instanceof Failed)) throw error;
                return { how: "failed", why: error.message };
            },
        );
        const killed = fate.killed.then((): Ended => ({ how: "killed" }));
        return await clock.run(Promise.race([ended, killed]));
    }
}

/** One run of the engine. */
class Run {
    private readonly runtime: (kind: string) => pulumi.dynamic.ResourceProvider;

    constructor(
        private readonly stack: Stack,
        private readonly world: World,
        private readonly pendingCreates: Values[],
        private readonly fate: Fate,
    ) {
        const ids = stack.resources.map(({ id }) => id);
        this.runtime = world.nextRuntime({ ids, pendingCreates: carried(pendingCreates) });
    }

    /** Brings a resource to what the program says. */
    async settle(declared: Declared): Promise<void> {
        const old = this.find(declared);
        const news = this.newsOf(declared);
        const inputs = await this.check(declared.kind, old?.inputs ?? {}, news);
        if (!old) return await this.create(declared, inputs);
        const { replaces = [], changes, deleteBeforeReplace } = await this.diff(old, inputs);
        if (replaces.length > 0) {
            if (deleteBeforeReplace) await this.delete(old);
            // A replacement is checked without what it replaces.
            await this.create(declared, await this.check(declared.kind, {}, news), old);
        } else if (changes || old.isUnfinished) {
            await this.update(old, inputs);
        } else {
            old.inputs = inputs;
        }
    }

    async differs(declared: Declared): Promise<boolean> {
        const old = this.find(declared);
        if (!old || old.isUnfinished) return true;
        const inputs = await this.check(declared.kind, old.inputs, this.newsOf(declared));
        return (await this.diff(old, inputs)).changes === true;
    }

    private find({ kind, name }: Declared): Resource | undefined {
        return this.stack.resources.find((one) => one.kind === kind && one.name === name && !one.isReplaced);
    }

    private newsOf({ kind, name, inputs }: Declared): Values {
        const idOf = (other: string) =>
            this.stack.resources.find((one) => one.name === other && !one.isReplaced)?.id ?? "";
        return { ...hiddenInputs(kind, name), ...inputs(idOf) };
    }

    private async check(kind: Kind, olds: Values, news: Values): Promise<Values> {
        const { inputs, failures = [] } = await this.call("check", kind, (provider) =>
            provider.check(olds, news),
        );
        if (failures[0]) throw new Failed(failures[0].reason);
        return inputs as Values;
    }

    private diff({ kind, id, outputs }: Resource, inputs: Values): Promise<pulumi.dynamic.DiffResult> {
        return this.call("diff", kind, (provider) => provider.diff(id, outputs, inputs));
    }

    private async create({ kind, name }: Declared, inputs: Values, replaced?: Resource): Promise<void> {
        this.pendingCreates.push(inputs);
        const keep = (id: string, outputs: Values, isUnfinished: boolean) => {
            this.stack.resources.push({ kind, name, id, inputs, outputs, isUnfinished, isReplaced: false });
            if (replaced) replaced.isReplaced = true;
        };
        try {
            const { id, outs } = await this.call("create", kind, (provider) => provider.create(inputs));
            keep(id, outs, false);
        } catch (error) {
            const { id, properties } = error as ProviderError;
            if (id !== undefined) keep(id, properties ?? {}, true);
            throw error;
        } finally {
            this.pendingCreates.splice(this.pendingCreates.indexOf(inputs), 1);
        }
    }

    private async update(resource: Resource, inputs: Values): Promise<void> {
        const keep = (outputs: Values, isUnfinished: boolean) =>
            Object.assign(resource, { inputs, outputs, isUnfinished });
        const { kind, id } = resource;
        const state = resource.outputs;
        try {
            const { outs } = await this.call("update", kind, (provider) =>
                provider.update(id, state, inputs),
            );
            keep(outs, false);
        } catch (error) {
            const { properties } = error as ProviderError;
            if (properties) keep(properties, true);
            throw error;
        }
    }

    async read(resource: Resource): Promise<void> {
        const { kind, id, outputs } = resource;
        const found = await this.call("read", kind, (provider) => provider.read(id, outputs));
        if (found.id === undefined) return this.drop(resource);
        const { props, inputs = resource.inputs } = found;
        Object.assign(resource, { outputs: props, inputs, isUnfinished: false });
    }

    async delete(resource: Resource): Promise<void> {
        const { kind, id, outputs } = resource;
        await this.call("delete", kind, (provider) => provider.delete(id, outputs));
        this.drop(resource);
    }

    private drop(resource: Resource): void {
        this.stack.resources = this.stack.resources.filter((one) => one !== resource);
    }

    /** A run that was killed never comes back. */
    private async call<T>(
        operation: Operation,
        kind: Kind,
        work: (provider: Provider) => Promise<T>,
    ): Promise<T> {
        const { clock } = this.world;
        const began = clock.now();
        const settle = async <S>(settled: S): Promise<S> => {
            if (this.fate.isKilled()) return await new Promise(() => {});
            this.stack.took.push({ operation, kind, seconds: (clock.now() - began) / 1000 });
            return settled;
        };
        try {
            const result = await work(this.runtime(kind) as Provider);
            return await settle(carried(result ?? {}) as T);
        } catch (error) {
            const { message, id, properties } = error as ProviderError;
            throw await settle(Object.assign(new Failed(message), carried({ id, properties })));
        }
    }
}

import { setMaxListeners } from "node:events";
import type { Work } from "../api/observer";
import { visible } from "../api/oneLine";
import { createProbe, type Probe } from "../api/probe";
import { type Configured, connect } from "../cloud/connect";
import { Failure, PartialError, sentence } from "../errors/failure";
import type { Platform } from "../platform/platform";
import { statusLine } from "../platform/statusLine";
import {
    type Actual,
    type Changes,
    type Context,
    importedKey,
    inputsKey,
    isReplacedOnChange,
    type Operation,
    type Resource,
    type ResourceHandler,
    wasGiven,
} from "./handler";
import type { Holding, Holdings } from "./holdings";
import { assumed, completed, completedState, withoutPlaceholders } from "./imported";
import { checkImport } from "./importing";
import { type NameSource, named } from "./naming";
import { Preflight } from "./preflight";
import {
    changesOf,
    checkProperties,
    isUnknown,
    isValues,
    type ReportProblem,
    type Values,
    withoutNulls,
} from "./properties";
import { discardAll, type Interrupted, resume } from "./recovery";
import { Run } from "./run";
import type { PendingCreate } from "./stackState";
import { kindOf, ofEitherDoor } from "./urn";
import { Waves } from "./waves";

/** Why an operation failed, in one sentence. */
export class OperationError extends Error {
    override readonly name = "OperationError";
    constructor(
        sentence: string,
        override readonly cause: unknown,
        /** What exists nevertheless. */
        readonly partial?: { id: string; state: Values; inputs: Values },
    ) {
        super(sentence);
    }
}

/**
 * The operations of all kinds of resources. They share a configuration, a token, pollers and locks, since the engine runs
 * all resources of a stack in one process.
 */
export function createOperations(
    platform: Platform,
    handlers: Readonly<Record<string, ResourceHandler>>,
): AllOperations {
    // Everything that waits listens.
    setMaxListeners(0, platform.cancelled);
    const { clock, engine } = platform;
    const run = new Run(platform, new Waves(clock, (text) => engine.info("", text)));
    const preflight = new Preflight(clock, engine);
    const probe = createProbe(platform);
    let configured: (() => Configured) | undefined;
    let fromEnvironment: typeof configured;
    const configure = (get: (key: string) => string | undefined) => {
        configured ??= connect(platform, get);
        setting ??= get;
    };
    let setting: typeof names.setting | undefined;
    const names: NameSource = {
        setting: (key) => setting?.(key),
        randomHex: (digits) => platform.randomHex(digits),
    };
    // Anything that comes before configure: the environment may be enough.
    const ready = () => {
        fromEnvironment ??= configured ?? connect(platform, () => undefined);
        return (configured ?? fromEnvironment)();
    };
    const of = (kind: string) => {
        const handler = handlers[kind];
        if (!handler) throw new Error(`pulumi-nhncloud has no resource kind "${kind}".`);
        return new Operations(kind, handler, platform, probe, run, preflight, ready, names, of);
    };
    return { configure, ready, of };
}

export interface AllOperations {
    /** Completes synchronously. */
    configure(get: (key: string) => string | undefined): void;
    ready(): Configured;
    of(kind: string): Operations;
}

/** What the engine keeps of a resource. */
export interface Known {
    state: Values;
    /** The inputs beside the state, where the protocol tells them. */
    inputs?: Values;
}

/** A read has no timeout of its own. */
const readTimeoutSeconds = 300;

interface Checked {
    inputs: Values;
    problems: string[];
}

/** Inputs that check generates; they are part of the state, but not the user's. */
const generated = ["__nonce", "__autoName", "__autoNameIsShared", importedKey];

/**
 * The operations of one kind of resource, independent of any protocol. A state holds the inputs, the outputs, and the names
 * of the inputs.
 */
export class Operations {
    constructor(
        private readonly kind: string,
        private readonly handler: ResourceHandler,
        private readonly platform: Platform,
        private readonly probe: Probe,
        private readonly run: Run,
        private readonly preflight: Preflight,
        private readonly ready: () => Configured,
        private readonly names: NameSource,
        private readonly other: (kind: string) => Operations,
    ) {}

    /** Completes the inputs and lists what is wrong with them, in whole sentences. */
    async check(declared: Resource, oldInputs: Values, given: Values): Promise<Checked> {
        const work = this.work("check", declared);
        return await this.platform.observer.during(work, () => this.checked(declared, oldInputs, given));
    }

    private async checked(declared: Resource, oldInputs: Values, given: Values): Promise<Checked> {
        const problems: string[] = [];
        const report = (problem: string) => void problems.push(visible(problem));
        const { handler } = this;
        try {
            const { configuration, cloud } = this.ready();
            const isNew = Object.keys(oldInputs).length === 0;
            const importId = isNew ? await this.run.importIdOf(declared, this.warnOf(declared)) : undefined;
            const resource = { ...declared, importId };
            const inputs = withoutNulls({
                ...withoutPlaceholders(given, oldInputs),
                region:
                    given.region ??
                    oldInputs.region ??
                    (await this.run.regionOf(resource, this.warnOf(resource))) ??
                    configuration.region,
                ...named(handler.autoName, resource, { old: oldInputs, given }, this.names, report),
                // Marks what a create makes, so that it is found again after a lost response or a killed run.
                __nonce: oldInputs.__nonce ?? this.platform.randomHex(32),
                [importedKey]: oldInputs[importedKey],
            });
            this.run.check(resource, oldInputs, inputs);
            const defaults = { metadata: configuration.defaultMetadata };
            const complete = withoutNulls(handler.defaults?.(inputs, defaults) ?? inputs);
            const checkable = { ...assumed(handler.properties, complete), ...complete };
            checkProperties(handler.properties, checkable, report);
            if (problems.length === 0) handler.check?.(checkable, report);
            if (problems.length === 0 && importId !== undefined)
                Object.assign(complete, await this.importedName(resource, importId, complete, report));
            if (problems.length === 0) await this.hold(resource, complete, report);
            if (problems.length === 0 && configuration.preflight && !isUnknown(complete.region)) {
                const region = cloud(String(complete.region));
                const work = async () => {
                    // A resource that stays in its region needs no login.
                    if (complete.region !== oldInputs.region) await region.assertOffered();
                    await handler.preflight?.({
                        cloud: region,
                        resource,
                        oldInputs: completed(handler.properties, oldInputs, checkable),
                        inputs: checkable,
                        report,
                    });
                };
                await this.preflight.run(resource.urn, work, report);
            }
            if (problems.length === 0) this.run.waves.checked(resource, oldInputs);
            return { inputs: complete, problems };
        } catch (error) {
            return { inputs: given, problems: [visible(sentence("Reading the configuration", error))] };
        }
    }

    async diff(
        resource: Resource,
        id: string,
        { state: shown, inputs: oldInputs = {} }: Known,
        inputs: Values,
    ): Promise<Changes> {
        const { handler } = this;
        const state = completedState(handler.properties, shown, oldInputs, inputs);
        this.run.add(id, state.region);
        this.holdsNow(resource, inputs, { id, state });
        const changes = this.changes(state, inputs);
        const refined = handler.diff?.(changes, withoutNulls(state), inputs) ?? changes;
        const forced = refined.update.filter((name) => isReplacedOnChange(resource, name));
        const { importId = id, importedId } = resource;
        const imports = importId === id || importId === importedId ? [] : ["import"];
        return { ...refined, replace: [...refined.replace, ...forced, ...imports] };
    }

    async create(resource: Resource, inputs: Values): Promise<{ id: string; state: Values }> {
        const importId = await this.run.importIdOf(resource, this.warnOf(resource));
        const asked = { ...resource, importId };
        const work = async (context: Context) => {
            const own = ofEitherDoor(resource.urn ?? "");
            const begun = await this.interrupted(context, resource, ({ urn }) => ofEitherDoor(urn) === own);
            // The timeout that is set now applies, not that of the killed run.
            for (const one of begun) one.context.deadline = context.deadline;
            if (importId !== undefined) await discardAll(begun);
            const resumed = importId === undefined ? await resume(begun, inputs) : undefined;
            const { id, actual } = resumed ?? (await this.handler.create(context, inputs));
            this.run.add(id, inputs.region);
            const state = this.stateOf(inputs, actual);
            this.holdsNow(resource, inputs, { id, state });
            return { id, state };
        };
        return await this.run.waves.during(resource, inputs, () =>
            this.guard("create", asked, inputs, undefined, inputs, work),
        );
    }

    /** Undefined if it no longer exists. Without a state, all inputs are read from the cloud, and absence is an error. */
    async read(
        resource: Resource,
        id: string,
        state: Values,
    ): Promise<{ inputs: Values; state: Values } | undefined> {
        this.run.add(id, state.region);
        const isKnown = inputsKey in state;
        return await this.guard("read", resource, state, id, state, async (context) => {
            const { region } = context.cloud;
            const actual = await this.handler.read(context, id, isKnown ? state : undefined);
            if (actual) {
                const before = isKnown
                    ? this.inputsAmong(state)
                    : { ...generatedAmong(state), region, [importedKey]: true };
                const found = this.stateOf(before, actual, { ...state, region });
                return { inputs: this.inputsAmong(found), state: found };
            }
            if (isKnown) return undefined;
            throw new Failure("not found", "Check the id and the region.");
        });
    }

    async update(
        resource: Resource,
        id: string,
        { state: shown, inputs: oldInputs = {} }: Known,
        inputs: Values,
    ): Promise<Values> {
        const state = completedState(this.handler.properties, shown, oldInputs, inputs);
        this.holdsNow(resource, inputs, { id, state });
        return await this.guard("update", resource, inputs, id, state, async (context) => {
            const { replace, update } = this.changes(state, inputs);
            const actual = await this.handler.update(context, id, state, inputs, [...replace, ...update]);
            return this.stateOf(inputs, actual);
        });
    }

    async delete(resource: Resource, id: string, state: Values): Promise<void> {
        await this.guard("delete", resource, state, id, state, async (context) => {
            // Every resource of the program has been checked by now, so leftovers of any other can be deleted too.
            const { provider: own } = this.ready().configuration;
            const isDropped = ({ urn, provider }: PendingCreate) =>
                provider === own && !this.run.isInProgram(urn);
            if (await this.run.knowsProgram(resource.stack, context.warn))
                await discardAll(await this.interrupted(context, resource, isDropped));
            if (!this.run.isAdopted(id, state.region)) await this.handler.delete(context, id, state);
        });
    }

    private async importedName(
        resource: Resource,
        importId: string,
        inputs: Values,
        report: ReportProblem,
    ): Promise<Values> {
        const { handler, run, platform } = this;
        const { urn = "" } = resource;
        const context = this.context("read", { ...resource, importId }, inputs, () => {});
        const other = run.otherImporter(urn, importId, inputs.region);
        const show = (text: string) => platform.engine.info(urn, text);
        return await checkImport({ handler, context, importId, inputs, other, show, report });
    }

    private changes(state: Values, inputs: Values): Changes {
        const changes = changesOf(this.handler.properties, this.inputsAmong(state), inputs);
        return { ...changes, deleteBeforeReplace: false };
    }

    /** Reports what another resource of the program already holds; otherwise remembers what this one holds. */
    private async hold(resource: Resource, inputs: Values, report: ReportProblem): Promise<void> {
        const { urn, formerUrn } = resource;
        const holdings = this.holdings(inputs);
        if (urn === undefined || !holdings || isUnknown(inputs.region)) return;
        const cloud = this.ready().cloud(String(inputs.region));
        for (const holding of holdings.all) {
            // A group that cannot be looked up does not fail the check.
            const refusal = await this.run.holders.refusal(urn, holding, cloud).catch(() => undefined);
            if (refusal !== undefined) return report(refusal);
        }
        this.run.holders.set(urn, holdings, formerUrn);
    }

    private holdsNow({ urn }: Resource, inputs: Values, made: { id: string; state: Values }): void {
        const holdings = this.holdings(inputs, made);
        if (urn !== undefined && holdings) this.run.holders.set(urn, holdings);
    }

    private holdings(inputs: Values, made?: { id: string; state: Values }): Holdings | undefined {
        const holdings = this.handler.holds?.(inputs, made);
        return holdings && { ...holdings, all: holdings.all.filter((holding) => !isUnknown(holding)) };
    }

    /** The creates that killed runs of this stack left pending, for some of its resources. */
    private async interrupted(
        { report, warn }: Context,
        { stack }: Resource,
        isIncluded: (pending: PendingCreate) => boolean,
    ): Promise<Interrupted[]> {
        const pendings = await this.run.takePendingCreates(stack, warn, isIncluded);
        return pendings.map((pending) => {
            const { urn, inputs } = pending;
            const other = this.other(kindOf(urn));
            const context = other.context("create", { urn, stack }, inputs, report);
            return { pending, handler: other.handler, context };
        });
    }

    /** `inputs` are those of the operation; `state` is what a failure leaves behind, if anything. */
    private async guard<T>(
        operation: Operation,
        resource: Resource,
        inputs: Values,
        id: string | undefined,
        state: Values,
        work: (context: Context) => Promise<T>,
    ): Promise<T> {
        const { clock, engine, observer } = this.platform;
        const { importId } = resource;
        const isImport = operation === "create" && importId !== undefined;
        const description = isImport
            ? this.handler.describe("import", {}, importId)
            : this.handler.describe(operation, { ...state, ...inputs }, id);
        const line = statusLine(engine, resource.urn, clock);
        try {
            return await observer.during(this.work(operation, resource), () =>
                work(this.context(operation, resource, inputs, line.report)),
            );
        } catch (error) {
            const text = sentence(description, error);
            if (!(error instanceof PartialError)) throw new OperationError(text, error);
            const before = { ...this.inputsAmong(state), ...inputs };
            const kept = this.stateOf(inputs, error.actual, {}, before);
            throw new OperationError(text, error, {
                id: error.id,
                state: kept,
                inputs: this.inputsAmong(kept),
            });
        } finally {
            line.clear();
        }
    }

    private work(operation: string, { urn }: Resource): Work {
        return { operation, kind: this.kind, urn };
    }

    private context(
        operation: Operation,
        resource: Pick<Resource, "urn" | "stack" | "importId" | "timeoutSeconds">,
        inputs: Values,
        report: Context["report"],
    ): Context {
        const { configuration, cloud } = this.ready();
        const { clock, randomHex, generateKeyPair, observer, cancelled: signal } = this.platform;
        const region = typeof inputs.region === "string" ? inputs.region : configuration.region;
        const timeouts = isValues(inputs.timeouts) ? inputs.timeouts : {};
        const standard = operation === "read" ? readTimeoutSeconds : this.handler.timeouts[operation];
        const seconds = timeouts[operation] ?? resource.timeoutSeconds ?? standard;
        const deadline = clock.now() + Number(seconds) * 1000;
        const warn = this.warnOf(resource);
        if (operation !== "read") cloud(region).stopSharingReads();
        const stack = {
            has: (id: string) => this.run.has(id, region, resource.stack, warn),
            makes: (nonce: string | undefined) => this.run.isOfProgram(nonce),
            adopt: (id: string) => this.run.adopt(id, region),
            otherHolder: (holding: Holding) => this.run.holders.other(resource.urn, holding, context.cloud),
        };
        const context = {
            clock,
            randomHex,
            generateKeyPair,
            probe: this.probe,
            observer,
            report,
            warn,
            deadline,
            signal,
            stack,
            importId: resource.importId,
            cloud: cloud(region),
        };
        // Bound to the context itself, whose deadline is extended while it waits for a lock.
        context.cloud = context.cloud.within(context);
        return context;
    }

    private warnOf({ urn }: Pick<Resource, "urn">): Context["warn"] {
        return (text) => (urn ? this.platform.engine.warn(urn, visible(text)) : undefined);
    }

    /** `others` are entries that the cloud does not show; `given` are all inputs, if some are missing from `inputs`. */
    private stateOf(inputs: Values, actual: Actual, others: Values = {}, given = inputs): Values {
        const shown = Object.keys(actual.inputs).filter((name) => actual.inputs[name] !== undefined);
        const names = [...new Set([...Object.keys(given), ...shown])].filter((name) =>
            Object.hasOwn(this.handler.properties, name),
        );
        return { ...inputs, ...others, ...actual.inputs, ...actual.outputs, [inputsKey]: names };
    }

    private inputsAmong(state: Values): Values {
        const inputs = Object.entries(state).filter(([name]) => wasGiven(state, name));
        return { ...Object.fromEntries(inputs), ...generatedAmong(state) };
    }
}

function generatedAmong(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => generated.includes(name)));
}

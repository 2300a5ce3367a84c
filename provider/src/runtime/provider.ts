import { setMaxListeners } from "node:events";
import type * as pulumi from "@pulumi/pulumi";
import { visible } from "../api/oneLine";
import { type Configured, connect } from "./connect";
import { Failure, sentence, Unfinished } from "./failure";
import type { Holding, Holdings } from "./holdings";
import {
    type Changes,
    type Context,
    inputsKey,
    isReplacedOnChange,
    type Lifecycle,
    type Operation,
    wasGiven,
} from "./lifecycle";
import type { Platform } from "./platform";
import { Preflight } from "./preflight";
import {
    changesOf,
    checkProperties,
    isUnknown,
    isValues,
    type Report,
    type Values,
    withoutNulls,
} from "./properties";
import { discardAll, type Interrupted, resume } from "./recovery";
import { hiddenInputs, Run } from "./run";
import { statusLine } from "./statusLine";
import { kindOf } from "./urn";

/**
 * The providers of all kinds. They share one configuration, one token, one watcher and one set of locks,
 * since the engine runs all dynamic resources of a stack in one process.
 */
export function createRuntime(
    platform: Platform,
    lifecycles: Readonly<Record<string, Lifecycle>>,
): (kind: string) => pulumi.dynamic.ResourceProvider {
    // Everything that waits listens.
    setMaxListeners(0, platform.cancelled);
    const run = new Run(platform.exportStack);
    const preflight = new Preflight(platform.clock, platform.engine);
    let configured: (() => Configured) | undefined;
    let fromEnvironment: typeof configured;
    const configure = (get: (key: string) => string | undefined) => {
        configured ??= connect(platform, get);
    };
    // Whatever comes before configure: the environment may say everything.
    const ready = () => {
        fromEnvironment ??= configured ?? connect(platform, () => undefined);
        return (configured ?? fromEnvironment)();
    };
    const provider = (kind: string) => {
        const lifecycle = lifecycles[kind];
        if (!lifecycle) throw new Error(`pulumi-nhncloud has no resource kind "${kind}".`);
        return new Provider(lifecycle, platform, run, preflight, configure, ready, provider);
    };
    return provider;
}

/** Where a read has no timeout of its own. */
const readTimeoutSeconds = 300;

/** Fits a lifecycle to the protocol of dynamic providers: clean values, one sentence an error, nothing lost. */
class Provider implements pulumi.dynamic.ResourceProvider {
    constructor(
        private readonly lifecycle: Lifecycle,
        private readonly platform: Platform,
        private readonly run: Run,
        private readonly preflight: Preflight,
        private readonly setUp: (get: (key: string) => string | undefined) => void,
        private readonly ready: () => Configured,
        private readonly other: (kind: string) => Provider,
    ) {}

    /** Does all its work before it returns: the SDK lets other calls run before the promise settles. */
    configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.setUp((key) => request.config.get(key));
        return Promise.resolve();
    }

    async check(olds: Values, news: Values): Promise<pulumi.dynamic.CheckResult> {
        const sentences: string[] = [];
        const { lifecycle } = this;
        try {
            const { configuration, cloud } = this.ready();
            const inputs = withoutNulls({
                ...news,
                region:
                    news.region ??
                    olds.region ??
                    (await this.run.regionOf(news, this.warnOf(news))) ??
                    configuration.region,
                ...this.name(olds, news),
                // By this, what a create makes is found again, whatever becomes of its answer and of the run.
                __nonce: olds.__nonce ?? this.platform.randomHex(32),
            });
            this.run.check(olds, inputs);
            const defaults = { metadata: configuration.defaultMetadata };
            const complete = withoutNulls(lifecycle.defaults?.(inputs, defaults) ?? inputs);
            checkProperties(lifecycle.properties, complete, (text) => sentences.push(text));
            if (sentences.length === 0) lifecycle.check?.(complete, (text) => sentences.push(text));
            const report = (text: string) => void sentences.push(text);
            if (sentences.length === 0) await this.hold(olds, complete, report);
            if (sentences.length === 0 && configuration.preflight && !isUnknown(complete.region)) {
                const region = cloud(String(complete.region));
                const look = async () => {
                    // What stays where it is costs no login.
                    if (complete.region !== olds.region) await region.assertOffered();
                    await lifecycle.preflight?.(region, olds, complete, report);
                };
                await this.preflight.run(urnOf(complete), look, report);
            }
            return { inputs: complete, failures: sentences.map(failure) };
        } catch (error) {
            return { inputs: news, failures: [failure(sentence("Reading the configuration", error))] };
        }
    }

    async diff(id: string, state: Values, news: Values): Promise<pulumi.dynamic.DiffResult> {
        const { lifecycle } = this;
        this.run.add(id, state.region);
        this.holdsNow(news, { id, state });
        const changes: Changes = {
            ...changesOf(lifecycle.properties, this.inputsAmong(state), news),
            deleteBeforeReplace: false,
        };
        const { replace, update, deleteBeforeReplace } =
            lifecycle.diff?.(changes, withoutNulls(state), news) ?? changes;
        const forced = update.filter((name) => isReplacedOnChange(news, name));
        return {
            changes: replace.length + update.length > 0,
            replaces: [...replace, ...forced],
            deleteBeforeReplace,
        };
    }

    async create(inputs: Values): Promise<pulumi.dynamic.CreateResult> {
        return await this.guard("create", inputs, undefined, inputs, async (context) => {
            const begun = await this.interrupted(context, inputs, (urn) => urn === inputs.__urn);
            const { id, state } =
                (await resume(begun, inputs)) ?? (await this.lifecycle.create(context, inputs));
            this.run.add(id, inputs.region);
            this.holdsNow(inputs, { id, state });
            return { id, outs: this.outputs(inputs, state) };
        });
    }

    async read(id: string, state: Values): Promise<pulumi.dynamic.ReadResult> {
        this.run.add(id, state.region);
        return await this.guard("read", state, id, state, async (context) => {
            const { region } = context.cloud;
            const found = await this.lifecycle.read(context, id, inputsKey in state ? state : undefined);
            if (found) {
                const known =
                    inputsKey in state
                        ? { ...this.inputsAmong(state), ...this.lifecycle.drift?.(state, found) }
                        : { ...hidden(state), ...found };
                const props = this.outputs(known, { ...state, region, ...found });
                return { id, props, inputs: this.inputsAmong(props) };
            }
            if (inputsKey in state) return {};
            throw new Failure("there is none", "Check the id and the region.");
        });
    }

    async update(id: string, state: Values, news: Values): Promise<pulumi.dynamic.UpdateResult> {
        this.holdsNow(news, { id, state });
        return await this.guard("update", news, id, state, async (context) => {
            const { replace, update } = changesOf(this.lifecycle.properties, this.inputsAmong(state), news);
            const outs = await this.lifecycle.update(context, id, state, news, [...replace, ...update]);
            return { outs: this.outputs(news, outs) };
        });
    }

    async delete(id: string, state: Values): Promise<void> {
        await this.guard("delete", state, id, state, async (context) => {
            // Everything that the program has was checked before: what is left of the others goes as well.
            const isDropped = (urn: string) => !this.run.isInProgram(urn);
            await discardAll(await this.interrupted(context, state, isDropped));
            if (!this.run.isAdopted(id, state.region)) await this.lifecycle.delete(context, id, state);
        });
    }

    /** Reports what a resource cannot hold beside others of the program, or remembers what it holds. */
    private async hold(olds: Values, inputs: Values, report: Report): Promise<void> {
        const urn = urnOf(inputs);
        const holdings = this.holdings(inputs);
        if (urn === undefined || !holdings || isUnknown(inputs.region)) return;
        const cloud = this.ready().cloud(String(inputs.region));
        for (const holding of holdings.all) {
            // A group that cannot be looked up is no reason to refuse a program.
            const refusal = await this.run.holders.refusal(urn, holding, cloud).catch(() => undefined);
            if (refusal !== undefined) return report(refusal);
        }
        this.run.holders.set(urn, holdings, olds.__urn);
    }

    private holdsNow(inputs: Values, made: { id: string; state: Values }): void {
        const urn = urnOf(inputs);
        const holdings = this.holdings(inputs, made);
        if (urn !== undefined && holdings) this.run.holders.set(urn, holdings);
    }

    private holdings(inputs: Values, made?: { id: string; state: Values }): Holdings | undefined {
        const holdings = this.lifecycle.holds?.(inputs, made);
        return holdings && { ...holdings, all: holdings.all.filter((holding) => !isUnknown(holding)) };
    }

    /** What killed runs of this stack began, for some of its resources. */
    private async interrupted(
        { report, warn }: Context,
        inputs: Values,
        wanted: (urn: string) => boolean,
    ): Promise<Interrupted[]> {
        const pendings = await this.run.takePendingCreates(inputs, warn, wanted);
        return pendings.map((pending) => {
            const other = this.other(kindOf(pending.urn));
            const context = other.context("create", pending.inputs, report);
            return { pending, lifecycle: other.lifecycle, context };
        });
    }

    /** `inputs` say how to work; `state` is what failed work leaves where it leaves something. */
    private async guard<T>(
        operation: Operation,
        inputs: Values,
        id: string | undefined,
        state: Values,
        work: (context: Context) => Promise<T>,
    ): Promise<T> {
        const { clock, engine } = this.platform;
        const doing = this.lifecycle.doing(operation, { ...state, ...inputs }, id);
        const line = statusLine(engine, urnOf(inputs), clock);
        try {
            return await work(this.context(operation, inputs, line.report));
        } catch (error) {
            throw this.plainError(doing, error, inputs, state);
        } finally {
            line.clear();
        }
    }

    private context(operation: Operation, inputs: Values, report: Context["report"]): Context {
        const { configuration, cloud } = this.ready();
        const { clock, randomHex, generateKeyPair, cancelled: signal } = this.platform;
        const region = typeof inputs.region === "string" ? inputs.region : configuration.region;
        const limits = isValues(inputs.timeouts) ? inputs.timeouts : {};
        const standard = operation === "read" ? readTimeoutSeconds : this.lifecycle.timeouts[operation];
        const seconds = Number(limits[operation] ?? standard);
        const urn = urnOf(inputs);
        const warn = this.warnOf(inputs);
        const deadline = clock.now() + seconds * 1000;
        const stack = {
            has: (id: string) => this.run.has(id, inputs, warn),
            makes: (nonce: string | undefined) => this.run.isOfProgram(nonce),
            adopt: (id: string) => this.run.adopt(id, inputs.region),
            otherHolder: (holding: Holding) => this.run.holders.other(urn, holding, context.cloud),
        };
        const context = {
            clock,
            randomHex,
            generateKeyPair,
            report,
            warn,
            deadline,
            signal,
            stack,
            cloud: cloud(region),
        };
        // Bound to the context itself, whose deadline moves while it waits for its turn.
        context.cloud = context.cloud.within(context);
        return context;
    }

    private warnOf(inputs: Values): Context["warn"] {
        const urn = urnOf(inputs);
        return (text) => (urn ? this.platform.engine.warn(urn, visible(text)) : undefined);
    }

    /**
     * An error with nothing on it that the SDK could misread: an own `id` means "created, but unfinished", and its
     * `properties` must bring the pointer along. The user sees `reasons` only.
     */
    private plainError(doing: string, error: unknown, inputs: Values, state: Values): Error {
        const text = sentence(doing, error);
        const plain = new Error(text);
        if (this.platform.environment.NHNCLOUD_DEBUG !== "1") plain.stack = text;
        else if (error instanceof Error && error.stack) plain.stack = error.stack;
        if (!(error instanceof Unfinished)) return plain;
        const before = this.inputsAmong(state);
        const properties = this.outputs(inputs, error.state, { ...before, ...inputs });
        return Object.assign(plain, { id: error.id, properties, reasons: [text] });
    }

    /** What a resource's state holds: its inputs, what the cloud says, and which of both were inputs. */
    private outputs(inputs: Values, state: Values, known = inputs): Values {
        const given = Object.keys(known).filter((name) => Object.hasOwn(this.lifecycle.properties, name));
        return clean({ ...inputs, ...state, [inputsKey]: given });
    }

    private inputsAmong(state: Values): Values {
        const inputs = Object.entries(state).filter(([name]) => wasGiven(state, name));
        return { ...Object.fromEntries(inputs), ...hidden(state) };
    }

    /** The name that is given, or was made up before, whatever it is called by now, or is made up now. */
    private name(olds: Values, news: Values): Values {
        if (!this.lifecycle.autoName) return {};
        const { property, max, digits } = this.lifecycle.autoName;
        const given = news[property];
        if (given !== undefined && given !== null) return { [property]: given };
        const before = olds.__autoName ?? olds[property];
        if (before !== undefined && before !== null) return { [property]: before, __autoName: before };
        const suffix = digits > 0 ? `-${this.platform.randomHex(digits)}` : "";
        const logicalName = String(news.__logicalName ?? "nhncloud").replace(/[^A-Za-z0-9_-]/g, "-");
        const name = logicalName.slice(0, max - suffix.length) + suffix;
        return { [property]: name, __autoName: name };
    }
}

function failure(reason: string): pulumi.dynamic.CheckFailure {
    // Without a property: the engine would print its value, which may be a secret.
    return { property: "", reason: visible(reason) };
}

function urnOf({ __urn: urn }: Values): string | undefined {
    return typeof urn === "string" ? urn : undefined;
}

/** Only what the engine's protocol can carry. */
function clean(values: Values): Values {
    return JSON.parse(JSON.stringify(values)) as Values;
}

/** What the resource's class adds to the inputs. */
function hidden(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => hiddenInputs.includes(name)));
}

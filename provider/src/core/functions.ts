import type { Configured } from "../cloud/connect";
import { PromiseCache } from "../cloud/promiseCache";
import type { RegionClient } from "../cloud/regionClient";
import { Failure, sentence } from "../errors/failure";
import {
    checkProperties,
    type Property,
    type PropertyTable,
    type Validator,
    type Values,
} from "./properties";
import { text } from "./validators";

/** What a function is given. */
export interface Invocation {
    cloud: RegionClient;
    /** Checked; without omitted ones and the region. */
    args: Values;
    /** Calls another function in the same region; the cloud is asked only once per run. */
    also(name: string, args: Values): Promise<unknown>;
}

/** A function that reads from the cloud and changes nothing. */
export interface FunctionHandler {
    /** Its arguments other than the region. */
    args: PropertyTable;
    /** What is looked up; starts every error message. */
    describe(args: Values): string;
    run(asked: Invocation): Promise<unknown>;
}

/** Why a function failed, in one sentence. */
export class InvocationError extends Error {
    override readonly name = "InvocationError";
}

export type Invoke = (name: string, args: object) => Promise<unknown>;

/** The functions of one run: they share a configuration and a token, and read the same thing only once. */
export function createInvoke(
    ready: () => Configured,
    table: Readonly<Record<string, FunctionHandler>>,
): Invoke {
    const answers = new PromiseCache<unknown>();

    const ask = (handler: FunctionHandler, name: string, args: Values, region: string): Promise<unknown> => {
        const key = JSON.stringify([name, region.toLowerCase(), Object.entries(args).sort()]);
        const also: Invocation["also"] = (other, more) => ask(find(table, other), other, more, region);
        const { cloud, observer } = ready();
        const work = { operation: "invoke", kind: name };
        return answers.get(key, () =>
            observer.during(work, () => handler.run({ cloud: cloud(region), args, also })),
        );
    };

    return async (name, given) => {
        const handler = find(table, name);
        const { region, ...args } = checked(name, handler, given);
        try {
            const answer = await ask(handler, name, args, String(region ?? ready().configuration.region));
            // The program may modify the result.
            return structuredClone(answer);
        } catch (error) {
            throw new InvocationError(sentence(handler.describe(args), error));
        }
    };
}

function find(table: Readonly<Record<string, FunctionHandler>>, name: string): FunctionHandler {
    const handler = table[name];
    if (!handler) throw new Error(`pulumi-nhncloud has no function "${name}".`);
    return handler;
}

/** Returns the arguments that are set; throws the first problem. */
function checked(name: string, handler: FunctionHandler, given: object): Values {
    const args: Values = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
    );
    const sentences = Object.entries(args)
        .filter(([, value]) => isOutput(value) || value instanceof Promise)
        .map(([key]) => `${key} must not be an output or a promise: use ${name}Output instead.`);
    if (sentences.length === 0) {
        checkProperties({ ...handler.args, region: argument(text()) }, args, (text) => sentences.push(text));
    }
    const keys = ["name", "namePrefix", "id"].filter((key) => key in handler.args);
    const set = keys.filter((key) => key in args);
    if (sentences.length === 0 && keys.length > 1 && set.length !== 1) {
        sentences.push(
            set.length === 0
                ? `${keys.join(" or ")} is required: set one of them.`
                : `${set.join(" and ")} are mutually exclusive: set only one of them.`,
        );
    }
    if (sentences.length > 0) throw new InvocationError(`${name} has a problem: ${sentences[0]}`);
    return args;
}

/** As the SDK recognizes them, which the provider plugin does not load. */
function isOutput(value: unknown): boolean {
    return typeof value === "object" && value !== null && "__pulumiOutput" in value;
}

export function argument(validate: Validator, required?: string): Property {
    return { validate, onChange: "ignore", ...(required === undefined ? {} : { required }) };
}

/** The candidates with the requested name, name prefix or id. */
export function matching<T extends { id: string; name: string }>(
    { args: { id, name, namePrefix } }: Pick<Invocation, "args">,
    candidates: readonly T[],
): T[] {
    return candidates.filter((one) => {
        if (id !== undefined) return one.id === id;
        return name === undefined ? one.name.startsWith(String(namePrefix)) : one.name === name;
    });
}

/** The single match for a name, a name prefix or an id. */
export function theOne<T extends { id: string; name: string }>(
    { cloud, args }: Invocation,
    candidates: readonly T[],
    list: string,
    hint = "Use the id instead.",
): T {
    const { id, namePrefix } = args;
    const named =
        namePrefix === undefined ? "with that name" : `with a name that starts with "${namePrefix}"`;
    const which = id === undefined ? named : "with that id";
    const found = matching({ args }, candidates);
    const [first, second] = found;
    if (!first) throw none(cloud, which, list);
    if (!second) return first;
    const ids = found.map((one) => one.id).join(", ");
    throw new Failure(`${found.length} were found ${which} in region ${cloud.region}: ${ids}`, hint);
}

export function none(cloud: RegionClient, which: string, list: string): Failure {
    return new Failure(`none was found ${which} in region ${cloud.region}`, `List them with ${list}().`);
}

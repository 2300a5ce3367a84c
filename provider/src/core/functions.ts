import * as pulumi from "@pulumi/pulumi";
import { connect } from "../cloud/connect";
import { PromiseCache } from "../cloud/promiseCache";
import type { RegionClient } from "../cloud/regionClient";
import { Failure, sentence } from "../errors/failure";
import type { Platform } from "../platform/platform";
import {
    checkProperties,
    type Property,
    type PropertyTable,
    type Validator,
    type Values,
} from "./properties";
import { text } from "./validators";

/** What a look-up is given. */
export interface Invocation {
    cloud: RegionClient;
    /** Checked, without those that were left out, and without the region. */
    args: Values;
    /** Another look-up in the same region, which is asked once a run however many need it. */
    also(name: string, args: Values): Promise<unknown>;
}

/** A function that asks the cloud and changes nothing; what is the same for all of them is here. */
export interface FunctionHandler {
    /** Its arguments besides the region. */
    args: PropertyTable;
    /** What is looked up: the beginning of each error. */
    describe(args: Values): string;
    run(asked: Invocation): Promise<unknown>;
}

export type Invoke = (name: string, args: object) => Promise<unknown>;

/** The look-ups of one run: they share one configuration and one token, and ask for the same thing once. */
export function createInvoke(
    platform: Omit<Platform, "engine">,
    get: (key: string) => string | undefined,
    table: Readonly<Record<string, FunctionHandler>>,
): Invoke {
    const ready = connect(platform, get);
    const answers = new PromiseCache<unknown>();

    const ask = (lookUp: FunctionHandler, name: string, args: Values, region: string): Promise<unknown> => {
        const key = JSON.stringify([name, region.toLowerCase(), Object.entries(args).sort()]);
        const also: Invocation["also"] = (other, more) => ask(find(table, other), other, more, region);
        const { cloud } = ready();
        return answers.get(key, () => lookUp.run({ cloud: cloud(region), args, also }));
    };

    return async (name, given) => {
        const lookUp = find(table, name);
        const { region, ...args } = checked(name, lookUp, given);
        try {
            const answer = await ask(lookUp, name, args, String(region ?? ready().configuration.region));
            // A program may change what it got.
            return structuredClone(answer);
        } catch (error) {
            throw new pulumi.RunError(sentence(lookUp.describe(args), error));
        }
    };
}

function find(table: Readonly<Record<string, FunctionHandler>>, name: string): FunctionHandler {
    const lookUp = table[name];
    if (!lookUp) throw new Error(`pulumi-nhncloud has no look-up "${name}".`);
    return lookUp;
}

/** The arguments that are given, or the first thing that is wrong with them. */
function checked(name: string, lookUp: FunctionHandler, given: object): Values {
    const args: Values = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
    );
    const sentences = Object.entries(args)
        .filter(([, value]) => pulumi.Output.isInstance(value) || value instanceof Promise)
        .map(([key]) => `${key} is not known yet: call ${name}Output, which takes outputs and promises.`);
    if (sentences.length === 0) {
        checkProperties({ ...lookUp.args, region: argument(text()) }, args, (text) => sentences.push(text));
    }
    const ways = ["name", "namePrefix", "id"].filter((key) => key in lookUp.args);
    const taken = ways.filter((key) => key in args);
    if (sentences.length === 0 && ways.length > 1 && taken.length !== 1) {
        sentences.push(
            taken.length === 0
                ? `neither ${ways.join(" nor ")} is given: give one of them.`
                : `${taken.join(" and ")} are given: give only one of them.`,
        );
    }
    if (sentences.length > 0) throw new pulumi.RunError(`${name} has a problem: ${sentences[0]}`);
    return args;
}

export function argument(validate: Validator, required?: string): Property {
    return { validate, onChange: "ignore", ...(required === undefined ? {} : { required }) };
}

/** Those that have the name, the beginning of the name or the id that was asked for. */
export function fitting<T extends { id: string; name: string }>(
    { args: { id, name, namePrefix } }: Pick<Invocation, "args">,
    candidates: readonly T[],
): T[] {
    return candidates.filter((one) => {
        if (id !== undefined) return one.id === id;
        return name === undefined ? one.name.startsWith(String(namePrefix)) : one.name === name;
    });
}

/** The one that was asked for by its name or its id. */
export function theOne<T extends { id: string; name: string }>(
    { cloud, args }: Invocation,
    candidates: readonly T[],
    list: string,
    hint = "Give the id instead.",
): T {
    const { id, namePrefix } = args;
    const named = namePrefix === undefined ? "of that name" : `whose name begins with "${namePrefix}"`;
    const which = id === undefined ? named : "with that id";
    const found = fitting({ args }, candidates);
    const [first, second] = found;
    if (!first) throw none(cloud, which, list);
    if (!second) return first;
    const ids = found.map((one) => one.id).join(", ");
    throw new Failure(`there are ${found.length} ${which} in region ${cloud.region}: ${ids}`, hint);
}

export function none(cloud: RegionClient, which: string, list: string): Failure {
    return new Failure(`there is none ${which} in region ${cloud.region}`, `List them with ${list}().`);
}

import * as pulumi from "@pulumi/pulumi";
import { Answers } from "./answers";
import type { Cloud } from "./cloud";
import { connect } from "./connect";
import { Failure, sentence } from "./failure";
import type { Platform } from "./platform";
import {
    checkProperties,
    type Property,
    type PropertyTable,
    type Rule,
    text,
    type Values,
} from "./properties";

/** What a look-up is given. */
export interface Asked {
    cloud: Cloud;
    /** Checked, without those that were left out, and without the region. */
    args: Values;
    /** Another look-up in the same region, which is asked once a run however many need it. */
    also(name: string, args: Values): Promise<unknown>;
}

/** A function that asks the cloud and changes nothing; what is the same for all of them is here. */
export interface LookUp {
    /** Its arguments besides the region. */
    args: PropertyTable;
    /** What is looked up: the beginning of each error. */
    doing(args: Values): string;
    find(asked: Asked): Promise<unknown>;
}

export type LookUps = (name: string, args: object) => Promise<unknown>;

/** The look-ups of one run: they share one configuration and one token, and ask for the same thing once. */
export function createLookUps(
    platform: Omit<Platform, "engine">,
    get: (key: string) => string | undefined,
    table: Readonly<Record<string, LookUp>>,
): LookUps {
    const ready = connect(platform, get);
    const answers = new Answers<unknown>();

    const ask = (lookUp: LookUp, name: string, args: Values, region: string): Promise<unknown> => {
        const key = JSON.stringify([name, region.toLowerCase(), Object.entries(args).sort()]);
        const also: Asked["also"] = (other, more) => ask(find(table, other), other, more, region);
        const { cloud } = ready();
        return answers.get(key, () => lookUp.find({ cloud: cloud(region), args, also }));
    };

    return async (name, given) => {
        const lookUp = find(table, name);
        const { region, ...args } = checked(name, lookUp, given);
        try {
            const answer = await ask(lookUp, name, args, String(region ?? ready().configuration.region));
            // A program may change what it got.
            return structuredClone(answer);
        } catch (error) {
            throw new pulumi.RunError(sentence(lookUp.doing(args), error));
        }
    };
}

function find(table: Readonly<Record<string, LookUp>>, name: string): LookUp {
    const lookUp = table[name];
    if (!lookUp) throw new Error(`pulumi-nhncloud has no look-up "${name}".`);
    return lookUp;
}

/** The arguments that are given, or the first thing that is wrong with them. */
function checked(name: string, lookUp: LookUp, given: object): Values {
    const args: Values = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
    );
    const sentences = Object.entries(args)
        .filter(([, value]) => pulumi.Output.isInstance(value) || value instanceof Promise)
        .map(([key]) => `${key} is not known yet: call ${name}Output, which takes outputs and promises.`);
    if (sentences.length === 0) {
        checkProperties({ ...lookUp.args, region: argument(text()) }, args, (text) => sentences.push(text));
    }
    const byNameOrId = "name" in lookUp.args && "id" in lookUp.args;
    const both = ["name", "id"].filter((key) => key in args).length;
    if (sentences.length === 0 && byNameOrId && both !== 1) {
        sentences.push(`${both === 0 ? "neither" : "both"} name and id are given: give one of them.`);
    }
    if (sentences.length > 0) throw new pulumi.RunError(`${name} has a problem: ${sentences[0]}`);
    return args;
}

export function argument(rule: Rule, required?: string): Property {
    return { rule, onChange: "ignore", ...(required === undefined ? {} : { required }) };
}

/** The one that was asked for by its name or its id. */
export function theOne<T extends { id: string; name: string }>(
    { cloud, args }: Asked,
    candidates: readonly T[],
    list: string,
): T {
    const { id, name } = args;
    const found = candidates.filter((one) => (id === undefined ? one.name === name : one.id === id));
    const [first, second] = found;
    if (!first) throw none(cloud, id === undefined ? "of that name" : "with that id", list);
    if (!second) return first;
    const ids = found.map((one) => one.id).join(", ");
    throw new Failure(
        `there are ${found.length} of that name in region ${cloud.region}: ${ids}`,
        "Give the id instead.",
    );
}

export function none(cloud: Cloud, which: string, list: string): Failure {
    return new Failure(`there is none ${which} in region ${cloud.region}`, `List them with ${list}().`);
}

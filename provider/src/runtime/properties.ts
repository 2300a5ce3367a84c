import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";

export type Values = Record<string, unknown>;

/** Takes one whole sentence about an input that cannot work. */
export type Report = (sentence: string) => void;

/** Looks at a value that is given and known. */
export type Rule = (path: string, value: unknown, report: Report) => void;

export interface Property {
    rule: Rule;
    /** What a change means: another resource, a change in place, or nothing. */
    onChange: "replace" | "update" | "ignore";
    /** What to give, where it must be given. */
    required?: string;
    /** What two values have in common that mean the same. */
    canonical?(value: unknown): unknown;
}

export type PropertyTable = Readonly<Record<string, Property>>;

/** True for a value that a preview does not know yet, or that holds such a one. */
export function isUnknown(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return value === pulumi.runtime.unknownValue;
    return Object.values(value).some(isUnknown);
}

/** Inputs whose names begin with two underscores travel with a resource and are not the user's. */
export function isHidden(name: string): boolean {
    return name.startsWith("__");
}

/** A member that is null is as if it were left out, however deep it stands; an item of a list keeps its place. */
export function withoutNulls<T>(value: T): T {
    if (Array.isArray(value)) return value.map(withoutNulls) as T;
    if (!isValues(value)) return value;
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)])) as T;
}

/** Checks each input on its own: unknown names, missing ones, and what each rule says. */
export function checkProperties(table: PropertyTable, inputs: Values, report: Report, prefix = ""): void {
    for (const name of Object.keys(inputs)) {
        if (Object.hasOwn(table, name) || isHidden(name)) continue;
        const nearest = nearestName(name, Object.keys(table));
        report(
            `${prefix}${name} is not a known property: ${nearest ? `did you mean ${nearest}?` : `there are ${Object.keys(table).join(", ")}.`}`,
        );
    }
    for (const [name, property] of Object.entries(table)) {
        const value = inputs[name];
        if (value === undefined || value === null) {
            if (property.required) report(`${prefix}${name} is missing: give ${property.required}.`);
        } else if (value !== pulumi.runtime.unknownValue) {
            property.rule(prefix + name, value, report);
        }
    }
}

/** What changed between the inputs, by what the change means. */
export function changesOf(
    table: PropertyTable,
    olds: Values,
    news: Values,
): Record<"replace" | "update", string[]> {
    const changed = Object.entries(table).filter(
        ([name, { canonical }]) => !sameValue(olds[name], news[name], canonical),
    );
    const names = (kind: string) =>
        changed.filter(([, { onChange }]) => onChange === kind).map(([name]) => name);
    return { replace: names("replace"), update: names("update") };
}

function sameValue(
    left: unknown,
    right: unknown,
    canonical: Property["canonical"] = (value) => value,
): boolean {
    const comparable = (value: unknown) =>
        value === undefined || value === null ? undefined : canonical(withoutNulls(value));
    return isDeepStrictEqual(comparable(left), comparable(right));
}

/** For lists that mean the same in any order. */
export function inAnyOrder(list: unknown): unknown {
    const sorted = (_key: string, value: unknown) =>
        isValues(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
    return Array.isArray(list) ? list.map((item) => JSON.stringify(item, sorted)).sort() : list;
}

// Rules.

const longestShown = 40;

/** A week. A timer takes at most 2,147,483 seconds, and fires at once where it is given more. */
export const longestTimeoutSeconds = 604_800;

export function show(value: unknown): string {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function wrongType(path: string, wanted: string, value: unknown, report: Report): void {
    report(`${path} must be ${wanted}, but is ${show(value)}.`);
}

interface TextOptions {
    max?: number;
    oneOf?: readonly string[];
    pattern?: { matches: Pick<RegExp, "test">; means: string };
    /** Never shown. */
    secret?: true;
}

export function text({ max, oneOf, pattern, secret }: TextOptions = {}): Rule {
    return (path, value, report) => {
        if (typeof value !== "string") {
            if (secret) report(`${path} must be a string, but is of type ${typeof value}.`);
            else wrongType(path, "a string", value, report);
        } else if (value === "") {
            report(`${path} is empty: leave it out, or give it a value.`);
        } else if (oneOf && !oneOf.includes(value)) {
            report(
                `${path} must be ${oneOf.map((option) => `"${option}"`).join(" or ")}, but is ${show(value)}.`,
            );
        } else if (max !== undefined && value.length > max) {
            report(`${path} ${show(value)} has ${value.length} characters: ${max} are the most. Shorten it.`);
        } else if (pattern && !pattern.matches.test(value)) {
            report(`${path} must be ${pattern.means}, but is ${secret ? "something else" : show(value)}.`);
        }
    };
}

/** A name as Nova takes it: it refuses what cannot be printed or is beyond U+FFFF, and cuts off white space at the ends. */
export function printableName(max: number): Rule {
    return text({
        max,
        pattern: {
            matches: /^(?!\s)[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]+(?<!\s)$/u,
            means: "printable characters (no emoji) without white space at either end",
        },
    });
}

export function wholeNumber({ min, max = Infinity }: { min?: number; max?: number } = {}): Rule {
    const wanted = min === undefined ? "a whole number" : `a whole number of ${min} or more`;
    return (path, value, report) => {
        const number = Number.isInteger(value) ? Number(value) : Number.NaN;
        if (!(number >= (min ?? -Infinity))) wrongType(path, wanted, value, report);
        else if (number > max) report(`${path} is ${number}: ${max} is the most.`);
    };
}

export const flag: Rule = (path, value, report) => {
    if (typeof value !== "boolean") wrongType(path, "true or false", value, report);
};

export function listOf(rule: Rule, { min = 0 }: { min?: number } = {}): Rule {
    return (path, value, report) => {
        if (!Array.isArray(value)) return wrongType(path, "a list", value, report);
        if (value.length < min) report(`${path} is empty: give at least ${min}.`);
        value.forEach((item, index) => {
            if (item !== pulumi.runtime.unknownValue) rule(`${path}[${index}]`, item, report);
        });
    };
}

export function object(table: PropertyTable): Rule {
    return (path, value, report) => {
        if (!isValues(value)) return wrongType(path, "an object", value, report);
        checkProperties(table, value, report, `${path}.`);
    };
}

/** The keys that Nova takes, without those that cannot stand in a path. */
const metadataKey = /^(?!\.{1,2}$)[a-zA-Z0-9-_:. ]+$/;

/** An object of strings, as metadata is. */
export function textMap({ max }: { max: number }): Rule {
    return (path, value, report) => {
        if (!isValues(value)) return wrongType(path, "an object of strings", value, report);
        for (const [key, entry] of Object.entries(value)) {
            if (key === "" || key.length > max) {
                report(`${path} key ${show(key)} has ${key.length} characters: a key has 1 to ${max}.`);
            } else if (!metadataKey.test(key)) {
                report(
                    `${path} key ${show(key)} must be letters, digits, spaces and -_:. and neither "." nor "..".`,
                );
            }
            if (entry === pulumi.runtime.unknownValue) continue;
            if (typeof entry !== "string") wrongType(`${path}.${key}`, "a string", entry, report);
            else if (entry.length > max) {
                report(`${path}.${key} has ${entry.length} characters: ${max} are the most. Shorten it.`);
            }
        }
    };
}

export function isValues(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Names.

/** The known name that a typing error most likely meant: at most a third of it differs. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
    const [best] = known
        .map((candidate) => ({
            candidate,
            distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
        }))
        .sort((left, right) => left.distance - right.distance);
    return best && best.distance <= Math.max(1, name.length / 3) ? best.candidate : undefined;
}

/** Levenshtein's distance, a row at a time. */
function editDistance(left: string, right: string): number {
    let row = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (const [index, letter] of [...left].entries()) {
        const next = [index + 1];
        for (const [column, other] of [...right].entries()) {
            const substituted = (row[column] ?? 0) + (letter === other ? 0 : 1);
            next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}

import { isDeepStrictEqual } from "node:util";
import { nearestName } from "./nearestName";

export type Values = Record<string, unknown>;

/** Takes one whole sentence about an invalid input. */
export type ReportProblem = (sentence: string) => void;

/** Checks a value that is set and known. */
export type Validator = (path: string, value: unknown, report: ReportProblem) => void;

export interface Property {
    validate: Validator;
    /** What a change does: replaces the resource, updates it in place, or nothing. */
    onChange: "replace" | "update" | "ignore";
    /** What to set it to, if it is required. */
    required?: string;
    /** The same for all values that are equivalent. */
    canonical?(value: unknown): unknown;
    /**
     * The cloud does not show it, so an imported resource comes without it: `maybe` the resource has one, or `always`. Giving it
     * afterwards changes nothing.
     */
    hidden?: "maybe" | "always";
    /** The outputs that change with it in place; all of them by default. */
    affects?: readonly string[];
}

export type PropertyTable = Readonly<Record<string, Property>>;

/** Stands for a value that is unknown during a preview. */
export const unknownValue = Symbol("unknown");

/** True for a value that is unknown or contains one that is. */
export function isUnknown(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return value === unknownValue;
    return Object.values(value).some(isUnknown);
}

/** Removes members that are null, at any depth; items of a list keep their places. */
export function withoutNulls<T>(value: T): T {
    if (Array.isArray(value)) return value.map(withoutNulls) as T;
    if (!isValues(value)) return value;
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)])) as T;
}

/** Checks each input by itself: unknown and missing names, then each validator. Names that start with two underscores are ours. */
export function checkProperties(
    table: PropertyTable,
    inputs: Values,
    report: ReportProblem,
    prefix = "",
): void {
    for (const name of Object.keys(inputs)) {
        if (Object.hasOwn(table, name) || name.startsWith("__")) continue;
        const nearest = nearestName(name, Object.keys(table));
        report(
            `${prefix}${name} is not a known property: ${nearest ? `did you mean ${nearest}?` : `known properties are ${Object.keys(table).join(", ")}.`}`,
        );
    }
    for (const [name, property] of Object.entries(table)) {
        const value = inputs[name];
        if (value === undefined || value === null) {
            if (property.required) report(`${prefix}${name} is required: set it to ${property.required}.`);
        } else if (value !== unknownValue) {
            property.validate(prefix + name, value, report);
        }
    }
}

/** The inputs that changed, by what the change does. */
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

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
    return left < right ? -1 : 1;
}

/** For lists whose order does not matter. */
export function inAnyOrder(list: unknown): unknown {
    const sorted = (_key: string, value: unknown) => {
        if (value === unknownValue) return String(unknownValue);
        return isValues(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value;
    };
    return Array.isArray(list) ? list.map((item) => JSON.stringify(item, sorted)).sort() : list;
}

/** For maps: an empty one is the same as none. */
export function unlessEmpty(map: unknown): unknown {
    return isValues(map) && Object.keys(map).length === 0 ? undefined : map;
}

export function isValues(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

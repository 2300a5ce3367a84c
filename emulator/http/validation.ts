import { badRequest } from "./errors";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The part of JSON schema that the services' own checks need. */
export interface Schema {
    type?: "object" | "array" | "string" | "integer" | "boolean" | "nullable-string";
    required?: string[];
    properties?: Record<string, Schema>;
    additional?: Schema;
    items?: Schema;
    minLength?: number;
    maxLength?: number;
    minimum?: number;
    maximum?: number;
    oneOf?: readonly Json[];
    /** Several schemas at once in the original: one message for all of them. */
    pattern?: RegExp;
    uuid?: boolean;
    name?: NameRule;
    /** of all members that are not in properties */
    keys?: RegExp;
    minMembers?: number;
    maxMembers?: number;
}

export interface NameRule {
    pattern: RegExp;
    reason: string;
}

export const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
    return UUID.test(text);
}

export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names from outside may be those that every object has. */
export function entryOf<T>(table: Record<string, T>, name: string): T | undefined {
    return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A value as Python prints it: the services' messages quote their input this way. */
export function pythonRepr(value: Json | undefined): string {
    if (value === null || value === undefined) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "string") return value.includes("'") ? `"${value}"` : `'${value}'`;
    if (typeof value === "number") return String(value);
    if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
    return `{${Object.entries(value)
        .map(([key, entry]) => `${pythonRepr(key)}: ${pythonRepr(entry)}`)
        .join(", ")}}`;
}

function pythonStr(value: Json): string {
    return typeof value === "string" ? value : pythonRepr(value);
}

const TYPE_TESTS: Record<string, (value: Json) => boolean> = {
    object: isObject,
    array: Array.isArray,
    string: (value) => typeof value === "string",
    integer: (value) => Number.isInteger(value) || (typeof value === "string" && /^-?\d+$/.test(value)),
    boolean: (value) => /^(true|false|0|1|yes|no|on|off)$/i.test(String(value)),
    "nullable-string": (value) => value === null || typeof value === "string",
};

type Rule = (value: Json, schema: Schema) => string | undefined;

const RULES: Rule[] = [
    (value, { type }) =>
        type && !TYPE_TESTS[type]?.(value)
            ? `${pythonRepr(value)} is not of type '${type.replace("nullable-", "")}'`
            : undefined,
    (value, { required }) => {
        const missing = required?.find((key) => isObject(value) && !Object.hasOwn(value, key));
        return missing === undefined ? undefined : `'${missing}' is a required property`;
    },
    (value, { minLength }) =>
        typeof value === "string" && minLength !== undefined && value.length < minLength
            ? `${pythonRepr(value)} is too short`
            : undefined,
    (value, { maxLength }) =>
        typeof value === "string" && maxLength !== undefined && value.length > maxLength
            ? `${pythonRepr(value)} is too long`
            : undefined,
    (value, { minimum }) =>
        minimum !== undefined && Number(value) < minimum
            ? `${pythonRepr(value)} is less than the minimum of ${minimum}`
            : undefined,
    (value, { maximum }) =>
        maximum !== undefined && Number(value) > maximum
            ? `${pythonRepr(value)} is greater than the maximum of ${maximum}`
            : undefined,
    (value, { oneOf }) =>
        oneOf && !oneOf.includes(value)
            ? `${pythonRepr(value)} is not one of ${pythonRepr([...oneOf])}`
            : undefined,
    (value, { pattern }) =>
        pattern && typeof value === "string" && !pattern.test(value)
            ? `${pythonRepr(value)} is not valid under any of the given schemas`
            : undefined,
    (value, { uuid }) =>
        uuid && typeof value === "string" && !UUID.test(value)
            ? `${pythonRepr(value)} is not a 'uuid'`
            : undefined,
    (value, { name }) => {
        if (!name || name.pattern.test(String(value))) return undefined;
        throw badRequest(`An invalid 'name' value was provided. The name must be: ${name.reason}`);
    },
];

/** What is looked at only where every member is as it should be. */
const LAST_RULES: Rule[] = [
    (value, { keys, properties = {} }) => {
        if (!keys || !isObject(value)) return undefined;
        const extra = Object.keys(value).filter((key) => !Object.hasOwn(properties, key) && !keys.test(key));
        if (extra.length === 0) return undefined;
        const names = extra.map((key) => pythonRepr(key)).join(", ");
        return `Additional properties are not allowed (${names} ${extra.length > 1 ? "were" : "was"} unexpected)`;
    },
    (value, { minMembers = 0 }) =>
        isObject(value) && Object.keys(value).length < minMembers
            ? `${pythonRepr(value)} does not have enough properties`
            : undefined,
    (value, { maxMembers = Number.POSITIVE_INFINITY }) =>
        isObject(value) && Object.keys(value).length > maxMembers
            ? `${pythonRepr(value)} has too many properties`
            : undefined,
];

function describe(field: string, value: Json, complaint: string): string {
    return field === ""
        ? complaint
        : `Invalid input for field/attribute ${field}. Value: ${pythonStr(value)}. ${complaint}`;
}

function findComplaint(value: Json, schema: Schema, field: string): string | undefined {
    const broken = (rules: Rule[]) => {
        const complaint = first(rules, (rule) => rule(value, schema));
        return complaint === undefined ? undefined : describe(field, value, complaint);
    };
    const ofChildren = () =>
        first(childrenOf(value, schema), ([key, child, childSchema]) =>
            findComplaint(child, childSchema, key),
        );
    return broken(RULES) ?? ofChildren() ?? broken(LAST_RULES);
}

/** What the first of the things that has something gives. */
function first<T>(all: T[], find: (one: T) => string | undefined): string | undefined {
    for (const one of all) {
        const found = find(one);
        if (found !== undefined) return found;
    }
    return undefined;
}

function childrenOf(value: Json, schema: Schema): [string, Json, Schema][] {
    const { items, properties, additional } = schema;
    if (Array.isArray(value)) return items ? value.map((entry, at) => [String(at), entry, items]) : [];
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, entry]): [string, Json, Schema][] => {
        const known = (properties && entryOf(properties, key)) ?? additional;
        return known ? [[key, entry, known]] : [];
    });
}

/** Throws the 400 that Nova answers; returns the body as an object. */
export function validate(body: unknown, schema: Schema): JsonObject {
    if (!isObject(body)) throw badRequest("Malformed request body");
    const complaint = findComplaint(body, { type: "object", ...schema }, "");
    if (complaint !== undefined) throw badRequest(complaint);
    return body;
}

/** After validate(): the object under a key. */
export function objectAt(body: JsonObject, key: string): JsonObject {
    const value = body[key];
    return isObject(value) ? value : {};
}

export function textAt(body: JsonObject, key: string): string | undefined {
    const value = body[key];
    return typeof value === "string" ? value : undefined;
}

/** The members as texts. */
export function texts(object: JsonObject): Record<string, string> {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, String(value)]));
}

export function objectsAt(body: JsonObject, key: string): JsonObject[] {
    const value = body[key];
    return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isTrue(value: Json | undefined): boolean {
    return value !== undefined && /^(true|1|yes|on)$/i.test(String(value));
}

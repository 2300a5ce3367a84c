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
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
    return UUID.test(text);
}

export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as Python prints it: the services' messages quote their input this way. */
export function pythonRepr(value: Json | undefined): string {
    if (value === null || value === undefined) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "string") return `'${value}'`;
    if (typeof value === "number") return String(value);
    if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
    return `{${Object.entries(value)
        .map(([key, entry]) => `'${key}': ${pythonRepr(entry)}`)
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
];

function describe(field: string, value: Json, complaint: string): string {
    return field === ""
        ? complaint
        : `Invalid input for field/attribute ${field}. Value: ${pythonStr(value)}. ${complaint}`;
}

function findComplaint(value: Json, schema: Schema, field: string): string | undefined {
    for (const rule of RULES) {
        const complaint = rule(value, schema);
        if (complaint !== undefined) return describe(field, value, complaint);
    }
    for (const [key, child, childSchema] of childrenOf(value, schema)) {
        const complaint = findComplaint(child, childSchema, key);
        if (complaint !== undefined) return complaint;
    }
    return undefined;
}

function childrenOf(value: Json, schema: Schema): [string, Json, Schema][] {
    const { items, properties, additional } = schema;
    if (Array.isArray(value)) return items ? value.map((entry, at) => [String(at), entry, items]) : [];
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, entry]): [string, Json, Schema][] => {
        const known = properties && Object.hasOwn(properties, key) ? properties[key] : additional;
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

export function objectsAt(body: JsonObject, key: string): JsonObject[] {
    const value = body[key];
    return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isTrue(value: Json | undefined): boolean {
    return value !== undefined && /^(true|1|yes|on)$/i.test(String(value));
}

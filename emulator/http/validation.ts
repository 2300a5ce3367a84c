import { badRequest } from "./errors";
import { entryOf, isObject, type Json, type JsonObject, UUID } from "./json";

/** The part of JSON Schema that the services' checks need. */
export interface Schema {
    type?: "object" | "array" | "string" | "integer" | "boolean" | "nullable-string" | "nullable-object";
    required?: string[];
    properties?: Record<string, Schema>;
    additional?: Schema;
    items?: Schema;
    minLength?: number;
    maxLength?: number;
    minimum?: number;
    maximum?: number;
    oneOf?: readonly Json[];
    /** Nova has several alternative schemas here; the message is the same for all of them. */
    pattern?: RegExp;
    uuid?: boolean;
    name?: NameFormat;
    /** Of all members that are not in properties. */
    keys?: RegExp;
    minMembers?: number;
    maxMembers?: number;
}

export interface NameFormat {
    pattern: RegExp;
    reason: string;
}

/** A value as Python prints it, which is how the services quote their input. */
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
    "nullable-object": (value) => value === null || isObject(value),
};

type Check = (value: Json, schema: Schema) => string | undefined;

const CHECKS: Check[] = [
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

/** Checked only where every member is valid. */
const FINAL_CHECKS: Check[] = [
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

function describe(field: string, value: Json, message: string): string {
    return field === ""
        ? message
        : `Invalid input for field/attribute ${field}. Value: ${pythonStr(value)}. ${message}`;
}

function findError(value: Json, schema: Schema, field: string): string | undefined {
    const failed = (checks: Check[]) => {
        const message = firstResult(checks, (check) => check(value, schema));
        return message === undefined ? undefined : describe(field, value, message);
    };
    const inChildren = () =>
        firstResult(childrenOf(value, schema), ([key, child, childSchema]) =>
            findError(child, childSchema, key),
        );
    return failed(CHECKS) ?? inChildren() ?? failed(FINAL_CHECKS);
}

/** The first result that is not undefined. */
function firstResult<T>(all: T[], find: (one: T) => string | undefined): string | undefined {
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

/** Returns the body as an object, or throws the 400 that Nova responds with. */
export function validate(body: unknown, schema: Schema): JsonObject {
    if (!isObject(body)) throw badRequest("Malformed request body");
    const message = findError(body, { type: "object", ...schema }, "");
    if (message !== undefined) throw badRequest(message);
    return body;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
    return UUID.test(text);
}

export function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name that a client chose may be one that every object has, like "constructor". */
export function entryOf<T>(table: Record<string, T>, name: string): T | undefined {
    return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The object at a key; empty where there is none. */
export function objectAt(body: JsonObject, key: string): JsonObject {
    const value = body[key];
    return isObject(value) ? value : {};
}

export function textAt(body: JsonObject, key: string): string | undefined {
    const value = body[key];
    return typeof value === "string" ? value : undefined;
}

/** The object with its values as strings. */
export function stringValues(object: JsonObject): Record<string, string> {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, String(value)]));
}

export function objectsAt(body: JsonObject, key: string): JsonObject[] {
    const value = body[key];
    return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isTrue(value: Json | undefined): boolean {
    return value !== undefined && /^(true|1|yes|on)$/i.test(String(value));
}

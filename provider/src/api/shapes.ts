/** Whether a value from the wire has the expected type. */
export type Shape<T> = (value: unknown) => value is T;

export type Shaped<S> = S extends Shape<infer T> ? T : never;

export const anything = (_value: unknown): _value is unknown => true;
export const text = (value: unknown): value is string => typeof value === "string";
/** Text that is not empty. */
export const identifier = (value: unknown): value is string => text(value) && value !== "";
export const number = (value: unknown): value is number => typeof value === "number";
export const boolean = (value: unknown): value is boolean => typeof value === "boolean";

/** May be missing or null. */
export function optional<T>(shape: Shape<T>): Shape<T | null | undefined> {
    return (value): value is T | null | undefined => value === undefined || value === null || shape(value);
}

export function listOf<T>(shape: Shape<T>): Shape<T[]> {
    return (value): value is T[] => Array.isArray(value) && value.every(shape);
}

export function mapOf<T>(shape: Shape<T>): Shape<Record<string, T>> {
    return (value): value is Record<string, T> => isRecord(value) && Object.values(value).every(shape);
}

/** An object with these keys; others are ignored. */
export function object<S extends Record<string, Shape<unknown>>>(
    shapes: S,
): Shape<{ [K in keyof S]: Shaped<S[K]> }> {
    const entries = Object.entries(shapes);
    return (value): value is { [K in keyof S]: Shaped<S[K]> } =>
        isRecord(value) && entries.every(([key, shape]) => shape(value[key]));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

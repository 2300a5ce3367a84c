/** What a value is made of: the names of simple types, null, a list of what its members are made of, or fields. */
export type Shape = string | null | Shape[] | { [field: string]: Shape };

/** Fields whose own fields are named by users, or by what there happens to be. */
const NAMED_BY_USERS = new Set(["addresses", "extra_specs", "metadata", "properties"]);

/** How a value differs from a shape: each place with what is there; null says nothing of a type. */
export function shapeDifferences(shape: Shape, value: unknown, place = "body"): string[] {
    if (shape === null || value === null) return [];
    if (typeof shape === "string") {
        return typeof value === shape ? [] : [`${place}: ${kindOf(value)} instead of ${shape}`];
    }
    if (Array.isArray(shape)) {
        if (!Array.isArray(value)) return [`${place}: ${kindOf(value)} instead of a list`];
        return value.flatMap((member) => closest(shape, member, `${place}[]`));
    }
    if (typeof value !== "object" || Array.isArray(value))
        return [`${place}: ${kindOf(value)} instead of fields`];
    const fields = value as Record<string, unknown>;
    if (NAMED_BY_USERS.has(place.slice(place.lastIndexOf(".") + 1))) {
        return Object.values(fields).flatMap((member) => closest(Object.values(shape), member, `${place}.*`));
    }
    return [
        ...Object.keys(shape).flatMap((field) =>
            field in fields
                ? shapeDifferences(shape[field] ?? null, fields[field], `${place}.${field}`)
                : [`${place}.${field}: missing`],
        ),
        ...Object.keys(fields).flatMap((field) => (field in shape ? [] : [`${place}.${field}: extra`])),
    ];
}

/** Members of a list may be made differently: a server in ERROR also tells why. */
function closest(shapes: Shape[], value: unknown, place: string): string[] {
    const all = shapes.map((shape) => shapeDifferences(shape, value, place));
    return all.sort((one, other) => one.length - other.length)[0] ?? [];
}

function kindOf(value: unknown): string {
    return Array.isArray(value) ? "a list" : typeof value;
}

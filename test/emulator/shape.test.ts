import { type Shape, shapeDifferences } from "./recordings/shape";

const shape: Shape = {
    server: {
        id: "string",
        key_name: null,
        ports: [{ version: "number" }, { version: "number", mac: "string" }],
    },
    metadata: { role: "string" },
};

test("an answer is compared field by field, and what users name by its types only", () => {
    const server = { id: "1", key_name: "any", ports: [{ version: 4, mac: "fa:16" }] };
    expect(shapeDifferences(shape, { server, metadata: { other: "name" } })).toEqual([]);
    expect(shapeDifferences(shape, { server: { ...server, ports: [] }, metadata: {} })).toEqual([]);
});

test("a missing field, one too many and another type are told by their places", () => {
    const server = { id: 1, extra: "", ports: [{ version: "4" }] };
    expect(shapeDifferences(shape, { server, metadata: { other: 1 } })).toEqual([
        "body.server.id: number instead of string",
        "body.server.key_name: missing",
        "body.server.ports[].version: string instead of number",
        "body.server.extra: extra",
        "body.metadata.*: number instead of string",
    ]);
    expect(shapeDifferences(shape, { server: [], metadata: "none" })).toEqual([
        "body.server: a list instead of fields",
        "body.metadata: string instead of fields",
    ]);
});

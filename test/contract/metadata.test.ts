import { useCloud } from "./cloud";
import { beginServer, makeKey, makeServer, manyItems } from "./servers";
import { expectRefusal } from "./wire";

describe("the metadata of a server", () => {
    const cloud = useCloud();
    let path: string;
    beforeAll(async () => {
        await makeKey(cloud);
        path = `/servers/${await makeServer(cloud, "metadata", { metadata: { first: "1" } })}/metadata`;
    });

    const metadata = async () => (await cloud.compute("GET", path)).body.metadata;

    test("is added to, replaced and deleted, one by one and all at once", async () => {
        expect(await metadata()).toEqual({ first: "1" });
        await cloud.compute("POST", path, { metadata: { second: "2" } });
        expect(await metadata()).toEqual({ first: "1", second: "2" });
        await cloud.compute("PUT", `${path}/second`, { meta: { second: "two" } });
        expect(await metadata()).toEqual({ first: "1", second: "two" });
        await cloud.compute("PUT", path, { metadata: { only: "3" } });
        expect(await metadata()).toEqual({ only: "3" });
        expect((await cloud.compute("DELETE", `${path}/only`)).status).toBe(204);
        expect(await metadata()).toEqual({});
    });

    test("does not have what was never there, and takes text only", async () => {
        expectRefusal(
            await cloud.compute("DELETE", `${path}/nothing`),
            404,
            "itemNotFound",
            "Metadata item was not found",
        );
        expectRefusal(
            await cloud.compute("PUT", `${path}/one`, { meta: { other: "1" } }),
            400,
            "badRequest",
            "Request body and URI mismatch",
        );
        expectRefusal(
            await cloud.compute("POST", path, { metadata: { number: 1 } }),
            400,
            "badRequest",
            "Invalid input for field/attribute number. Value: 1. 1 is not of type 'string'",
        );
    });

    const refused: [what: string, method: string, place: string, body: unknown, message: string][] = [
        [
            "two items where one is put",
            "PUT",
            "/one",
            { meta: { one: "1", two: "2" } },
            "Invalid input for field/attribute meta. Value: {'one': '1', 'two': '2'}. {'one': '1', 'two': '2'} has too many properties",
        ],
        [
            "no item where one is put",
            "PUT",
            "/one",
            { meta: {} },
            "Invalid input for field/attribute meta. Value: {}. {} does not have enough properties",
        ],
        [
            "an item under another name",
            "PUT",
            "/one",
            { metadata: { one: "1" } },
            "'meta' is a required property",
        ],
        [
            "an empty key",
            "POST",
            "",
            { metadata: { "": "v" } },
            "Invalid input for field/attribute metadata. Value: {'': 'v'}. Additional properties are not allowed ('' was unexpected)",
        ],
        [
            "a key that Nova's pattern does not know",
            "PUT",
            "",
            { metadata: { "it's": "v" } },
            `Invalid input for field/attribute metadata. Value: {"it's": 'v'}. Additional properties are not allowed ("it's" was unexpected)`,
        ],
    ];
    test.each(refused)("does not take %s", async (_what, method, place, body, message) => {
        expectRefusal(await cloud.compute(method, path + place, body), 400, "badRequest", message);
    });

    test("has 128 items at most, however they are added", async () => {
        expect((await cloud.compute("PUT", path, { metadata: manyItems(128) })).status).toBe(200);
        const tooMany = "Maximum number of metadata items exceeds 128";
        for (const [method, place, body] of [
            ["PUT", "", { metadata: manyItems(129) }],
            ["POST", "", { metadata: { more: "1" } }],
            ["PUT", "/more", { meta: { more: "1" } }],
        ] as const) {
            expectRefusal(await cloud.compute(method, path + place, body), 403, "forbidden", tooMany);
        }
        expect((await cloud.compute("POST", path, { metadata: { "item-0": "new" } })).status).toBe(200);
        expect((await cloud.compute("PUT", path, { metadata: {} })).status).toBe(200);
    });

    test("may be called what every object has, and is not there before", async () => {
        for (const key of ["constructor", "toString", "__proto__"]) {
            const item = `${path}/${key}`;
            expectRefusal(
                await cloud.compute("GET", item),
                404,
                "itemNotFound",
                "Metadata item was not found",
            );
            expect((await cloud.compute("PUT", item, `{"meta":{"${key}":"1"}}`)).status).toBe(200);
            expect((await cloud.compute("GET", item)).status).toBe(200);
            expect((await cloud.compute("DELETE", item)).status).toBe(204);
        }
    });

    test("of a server that is being built cannot be changed", async () => {
        const id = await beginServer(cloud, "metadata-early");
        expectRefusal(
            await cloud.compute("PUT", `/servers/${id}/metadata`, { metadata: { early: "1" } }),
            409,
            "conflictingRequest",
            `Cannot 'update metadata' instance ${id} while it is in vm_state building`,
        );
    });
});

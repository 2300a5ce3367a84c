import { type ContractCloud, openCloud } from "./cloud";
import { makeServer } from "./servers";
import { expectRefusal } from "./wire";

describe("the metadata of a server", () => {
    let cloud: ContractCloud;
    let path: string;
    beforeAll(async () => {
        cloud = await openCloud();
        path = `/servers/${await makeServer(cloud, "metadata", { metadata: { first: "1" } })}/metadata`;
    });
    afterAll(() => cloud?.close());

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
});

import { useCloud } from "./cloud";
import { localServer, makeKey, wireServer } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a placement policy", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    test("has the servers that were made in it, until it is deleted", async () => {
        const wanted = { name: cloud.name("apart") };
        const policy = await cloud.create("PlacementPolicy", wanted);
        expect(policy.outs).toMatchObject({ ...wanted, policies: ["anti-affinity"], members: [] });
        const placementPolicyId = policy.id;
        const inputs = localServer(cloud, "apart", { placementPolicyId });
        const { id, outs } = await cloud.create("Server", inputs);
        const path = `/os-server-groups/${placementPolicyId}`;
        const { body } = await cloud.compute("GET", path);
        expect(body.server_group).toMatchObject({ ...wanted, policies: ["anti-affinity"], members: [id] });
        expect((await cloud.diff("Server", outs, inputs)).changes).toBe(false);
        const seen = (await cloud.read("PlacementPolicy", placementPolicyId, policy.outs)).props ?? {};
        expect(seen).toMatchObject({ members: [id] });
        expect((await cloud.diff("PlacementPolicy", seen, wanted, policy.id)).changes).toBe(false);
        await cloud.delete("Server", id, outs);
        await cloud.delete("PlacementPolicy", placementPolicyId, seen);
        await cloud.delete("PlacementPolicy", placementPolicyId, seen);
        expect(await cloud.read("PlacementPolicy", placementPolicyId, seen)).toEqual({});
        expectRefusal(
            await cloud.compute("GET", path),
            404,
            "itemNotFound",
            `Instance group ${placementPolicyId} could not be found.`,
        );
    });

    test("of the same name is another one, unless it is to be taken over", async () => {
        const wanted = { name: cloud.name("twice") };
        const first = await cloud.create("PlacementPolicy", wanted);
        const taken = await cloud.nextRun().create("PlacementPolicy", { ...wanted, adoptExisting: true });
        expect(taken.id).toBe(first.id);
        const second = await cloud.create("PlacementPolicy", wanted);
        expect(second.id).not.toBe(first.id);
        for (const { id, outs } of [first, second]) await cloud.delete("PlacementPolicy", id, outs);
    });

    test("that does not exist is a bad request for a server", async () => {
        const body = { ...wireServer(cloud, "nowhere"), "os:scheduler_hints": { group: NOBODY } };
        expectRefusal(
            await cloud.compute("POST", "/servers", body),
            400,
            "badRequest",
            `Instance group ${NOBODY} could not be found.`,
        );
    });
});

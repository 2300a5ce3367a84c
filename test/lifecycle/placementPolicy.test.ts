import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

describe("a placement policy", () => {
    const world = useWorld();
    const policies = () => [...world.cloud.region().serverGroups.keys()];
    const changes = () => world.calls().filter((call) => !call.startsWith("GET"));
    const posts = { method: "POST", path: /os-server-groups$/ } as const;

    it("keeps servers apart, and shows those that are in it after a refresh", async () => {
        const { id, outs } = await world.create("PlacementPolicy", { name: "apart" });
        expect(outs).toMatchObject({ name: "apart", policies: ["anti-affinity"], members: [] });
        const server = await world.create("Server", serverInputs(world, { placementPolicyId: id }));
        const { props } = await world.read("PlacementPolicy", id, outs);
        expect(props).toMatchObject({ members: [server.id] });
        expect((await world.diff("PlacementPolicy", props ?? {}, { name: "apart" }, id)).changes).toBe(false);
    });

    it("is gone with one DELETE, and its servers stay", async () => {
        const { id, outs } = await world.create("PlacementPolicy", { name: "apart" });
        const server = await world.create("Server", serverInputs(world, { placementPolicyId: id }));
        await world.delete("PlacementPolicy", id, outs);
        expect(await world.read("PlacementPolicy", id, outs)).toEqual({});
        await world.delete("PlacementPolicy", id, outs);
        expect(world.cloud.region().servers.has(server.id)).toBe(true);
    });

    it("that a server names and that there is not is found in the check", async () => {
        const missing = "00000000-0000-4000-8000-000000000000";
        const inputs = serverInputs(world, { placementPolicyId: missing });
        expect((await world.check("Server", inputs)).sentences).toEqual([
            `placementPolicyId "${missing}" was not found among the placement policies of region KR1. Create a PlacementPolicy and pass its id.`,
        ]);
        const { id } = await world.create("PlacementPolicy", {});
        const named = serverInputs(world, { placementPolicyId: id });
        expect((await world.check("Server", named)).sentences).toEqual([]);
    });

    it("is found by the name that was made up for it, where the answer was lost", async () => {
        world.cloud.faults.add({ ...posts, kind: "lose" });
        const { id } = await world.create("PlacementPolicy", {});
        expect(policies()).toEqual([id]);
        expect(changes()).toHaveLength(1);
    });

    it("is there once although two requests for a made-up name were carried out", async () => {
        world.cloud.faults.add({ ...posts, kind: "lose" });
        world.cloud.faults.add({
            method: "GET",
            path: /os-server-groups$/,
            kind: "respond",
            status: 200,
            body: { server_groups: [] },
            times: 3,
        });
        const { id } = await world.create("PlacementPolicy", {});
        expect(policies()).toEqual([id]);
    });

    it("is not taken by a given name, which may be somebody else's, and not asked for again", async () => {
        world.cloud.faults.add({ ...posts, kind: "lose" });
        const error = await world.failure(world.create("PlacementPolicy", { name: "apart" }));
        expect(error.message).toMatch(
            /^Creating placement policy "apart": .*; whether the request was carried out is unknown\. Before the next pulumi up, delete any placement policy named "apart"\.$/,
        );
        expect(changes()).toHaveLength(1);
        const run = world.nextRun();
        const { id } = await run.create("PlacementPolicy", { name: "apart", adoptExisting: true });
        expect(policies()).toEqual([id]);
    });

    it("is asked for again by a given name where there is none of that name", async () => {
        world.cloud.faults.add({ ...posts, kind: "reset" });
        const { id } = await world.create("PlacementPolicy", { name: "apart" });
        expect(policies()).toEqual([id]);
        expect(changes()).toHaveLength(2);
    });

    it("of a killed run is deleted by its made-up name, and one of a given name is left alone", async () => {
        const killed = world.nextRun();
        const begun = (await killed.check("PlacementPolicy", {})).inputs;
        const left = await killed.create("PlacementPolicy", begun);
        const given = (await killed.check("PlacementPolicy", { name: "apart" })).inputs;
        const kept = await killed.create("PlacementPolicy", given);
        const run = world.nextRun({ pendingCreates: [begun, given] });
        const { id } = await run.create("PlacementPolicy", {});
        expect(policies().sort()).toEqual([kept.id, id].sort());
        expect(id).not.toBe(left.id);
    });

    it("of another kind is not taken over", async () => {
        const group = { id: "4b293d31-ebd5-4a7f-be03-874b90021e54", name: "apart", policies: ["affinity"] };
        world.cloud.region().serverGroups.set(group.id, group);
        const inputs = { name: "apart", adoptExisting: true };
        const error = await world.failure(world.create("PlacementPolicy", inputs));
        expect(error.message).toContain(
            `placement policy "apart" (${group.id}) cannot be adopted: policies is "affinity" in the cloud and "anti-affinity" in the program`,
        );
    });

    it("is made where there is none of that name to adopt, or only one that the stack has already", async () => {
        const inputs = { name: "apart", adoptExisting: true };
        const { id } = await world.create("PlacementPolicy", inputs);
        const run = world.nextRun({ ids: [id] });
        expect((await run.create("PlacementPolicy", inputs)).id).not.toBe(id);
        expect(policies()).toHaveLength(2);
    });

    it("of which there are several of that name is not chosen among them", async () => {
        const made = await Promise.all([1, 2].map(() => world.create("PlacementPolicy", { name: "apart" })));
        const error = await world.failure(
            world.nextRun().create("PlacementPolicy", { name: "apart", adoptExisting: true }),
        );
        expect(error.message).toContain('2 placement policies are named "apart": ');
        for (const { id } of made) expect(error.message).toContain(id);
    });

    it("changes its timeouts in place", async () => {
        const { id, outs } = await world.create("PlacementPolicy", { name: "apart" });
        const inputs = { name: "apart", timeouts: { create: 60 } };
        const updated = await world.update("PlacementPolicy", id, outs, inputs);
        expect(updated).toMatchObject({ policies: ["anti-affinity"], timeouts: { create: 60 } });
    });

    it("is read by its id alone", async () => {
        const { id } = await world.create("PlacementPolicy", { name: "apart" });
        const got = await world.read("PlacementPolicy", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({ name: "apart", policies: ["anti-affinity"] });
        const error = await world.failure(world.read("PlacementPolicy", "apart", { __provider: "pointer" }));
        expect(error.message).toBe(
            'Reading placement policy "apart": "apart" is not a placement policy id. Use the policy\'s UUID.',
        );
    });

    it("that is gone when it is updated is told", async () => {
        const { id, outs } = await world.create("PlacementPolicy", { name: "apart" });
        world.cloud.region().serverGroups.clear();
        const inputs = { name: "apart", timeouts: { create: 60 } };
        const error = await world.failure(world.update("PlacementPolicy", id, outs, inputs));
        expect(error.message).toBe(
            `Updating placement policy "apart": placement policy ${id} no longer exists. Run pulumi refresh, then pulumi up, to create it again.`,
        );
    });
});

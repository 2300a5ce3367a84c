import { serversOf, useFleetWorld, type Values } from "./fleet";

describe("what the cloud answers about a fleet", () => {
    const world = useFleetWorld();

    const inputs = (more?: Values) => world.inputs(more);
    const refuse = (method: string) =>
        world.cloud.faults.add({ method, path: /servers/, kind: "respond", status: 403, times: 99 });
    const looks = () => world.calls().filter((call) => call.startsWith("GET"));

    it("that it may not be read, changed or deleted is told with its name, and it stays known", async () => {
        const { id, outs } = await world.make({ count: 2 });
        refuse("GET");
        const read = await world.failure(world.read("ServerFleet", id, outs));
        expect(read.message).toMatch(/^Reading fleet "worker": .*\(HTTP 403, /);
        world.cloud.faults.clear();
        refuse("PUT");
        const update = world.update("ServerFleet", id, outs, inputs({ count: 2, namePrefix: "batch" }));
        const updated = await world.failure(update);
        expect(updated.message).toMatch(
            /^Updating fleet "batch": 2 servers failed, first "worker-[0-9a-f]{4}-1": .*\(HTTP 403, /,
        );
        expect(updated).toMatchObject({ id, properties: { namePrefix: "worker" } });
        expect(serversOf(updated.properties)).toHaveLength(2);
        refuse("DELETE");
        const deleted = await world.failure(world.delete("ServerFleet", id, outs));
        expect(deleted.message).toMatch(/^Deleting fleet "worker": .*\(HTTP 403, /);
        expect(world.live()).toHaveLength(2);
    });

    it("are not asked for with an id that is none", async () => {
        const error = await world.failure(world.read("ServerFleet", "worker", { __provider: "pointer" }));
        expect(error.message).toBe(
            'Reading fleet "worker": "worker" is not a fleet id. Use the value of pulumi-nhncloud-fleet in its servers\' metadata, up to the colon.',
        );
        expect(world.calls()).toEqual([]);
    });

    it("that it cannot be looked at after a failure leave the state as it was last seen", async () => {
        const { id, outs } = await world.make({ count: 2 });
        const onHit = () => refuse("GET");
        world.cloud.faults.add({ method: "PUT", kind: "respond", status: 403, onHit });
        const renamed = inputs({ count: 2, namePrefix: "batch" });
        const { properties = {} } = await world.failure(world.update("ServerFleet", id, outs, renamed));
        world.cloud.faults.clear();
        expect(serversOf(properties).map((server) => server.id)).toEqual(
            serversOf(outs).map((server) => server.id),
        );
        const done = await world.update("ServerFleet", id, properties, renamed);
        expect(serversOf(done).every(({ name }) => name.startsWith("batch-"))).toBe(true);
        expect(world.live()).toHaveLength(2);
    });

    it("that two of its servers broke are two warnings, with the reason where there is one", async () => {
        const { id, outs } = await world.make({ count: 3 });
        const [first, second] = world.live();
        const region = world.cloud.region();
        region.setStatus(String(first?.id), "ERROR", { code: 500, message: "The host is down." });
        region.setStatus(String(second?.id), "ERROR");
        await world.read("ServerFleet", id, outs);
        expect(world.warnings.sort()).toEqual(
            [
                `Server "${first?.name}" is in ERROR: The host is down.`,
                `Server "${second?.name}" is in ERROR.`,
            ].sort(),
        );
    });

    it.each([
        [1, "1 of its servers no longer exists: the next pulumi up creates it again."],
        [2, "2 of its servers no longer exist: the next pulumi up creates them again."],
    ])("that %i servers are gone, in an update of something else, are a warning", async (gone, text) => {
        const { id, outs } = await world.make({ count: 3 });
        for (const server of world.live().slice(0, gone)) world.cloud.region().servers.delete(server.id);
        const metadata = { role: "worker" };
        await world.update("ServerFleet", id, outs, inputs({ count: 3, metadata }));
        expect(world.warnings).toEqual([text]);
        expect(world.live()).toHaveLength(3 - gone);
    });

    it("that all servers are gone are no end of a fleet that may have none", async () => {
        const { id, outs } = await world.make({ count: 0 });
        const { props } = await world.read("ServerFleet", id, outs);
        expect(props).toMatchObject({ namePrefix: "worker", count: 0, servers: [] });
    });

    it.each<[string, Values, number, Values]>([
        ["fewer than its count", { count: 3 }, 2, { count: 2 }],
        ["fewer than its least", { count: undefined, minCount: 3, maxCount: 4 }, 2, { minCount: 2 }],
        [
            "as many as it may have",
            { count: undefined, minCount: 2, maxCount: 3 },
            2,
            { minCount: 2, maxCount: 3 },
        ],
    ])(
        "that it has %s are shown by its counts, and are drift where those differ",
        async (_, counts, left, shown) => {
            const { id, outs } = await world.make(counts);
            for (const server of world.live().slice(left)) world.cloud.region().servers.delete(server.id);
            const { props = {} } = await world.read("ServerFleet", id, outs);
            expect(props).toMatchObject(shown);
            const isDrift = world.live().length < Number(counts.count ?? counts.minCount);
            expect((await world.diff("ServerFleet", props, inputs(counts))).changes).toBe(isDrift);
        },
    );

    it("that it has more than it may are shown as drift, and the next update mends it", async () => {
        const range = { count: undefined, minCount: 1, maxCount: 3 };
        const { id, outs } = await world.make(range);
        const smaller = inputs({ ...range, maxCount: 2 });
        const { props = {} } = await world.read("ServerFleet", id, { ...outs, maxCount: 2 });
        expect(props).toMatchObject({ maxCount: 3 });
        expect((await world.diff("ServerFleet", props, smaller)).changes).toBe(true);
        await world.update("ServerFleet", id, props, smaller);
        expect(world.live()).toHaveLength(2);
    });

    it("are the same whichever region the program names it by, and another region replaces it", async () => {
        const { outs } = await world.make({ count: 1 });
        const other = await world.diff("ServerFleet", outs, inputs({ count: 1, region: "KR2" }));
        expect(other.replaces).toEqual(["region"]);
        const same = await world.diff("ServerFleet", outs, inputs({ count: 1, region: "kr1" }));
        expect(same).toMatchObject({ changes: false, replaces: [] });
    });

    it("that it is deleted already cost one look", async () => {
        const { id, outs } = await world.make({ count: 2 });
        for (const { id: server } of world.live()) world.cloud.region().setStatus(server, "DELETED");
        world.cloud.requests.length = 0;
        await world.delete("ServerFleet", id, outs);
        expect(world.changes()).toEqual([]);
        expect(looks().length).toBeLessThanOrEqual(3);
    });

    it("while its servers go are counted in its row", async () => {
        const { id, outs } = await world.make({ count: 2 });
        world.statusLines.length = 0;
        await world.delete("ServerFleet", id, outs);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^0 of 2 deleted · 0 s$/));
    });

    it("that a server does not go in time end the delete at its own time", async () => {
        const { id, outs } = await world.make({ count: 1, timeouts: { delete: 5 } });
        world.cloud.faults.add({ method: "DELETE", path: /servers/, kind: "respond", status: 204 });
        const error = await world.failure(world.delete("ServerFleet", id, outs));
        expect(error.message).toMatch(
            /timed out after 5 s waiting for it to be deleted; last status: ACTIVE\./,
        );
    });

    it("are not waited for in a run that is cancelled: nothing more is ordered", async () => {
        world.cancel();
        const error = await world.failure(world.make({ count: 2 }));
        expect(error.id).toBeUndefined();
        expect(world.live()).toEqual([]);
    });
});

import { idsOf, serversOf, statusesOf, useFleetWorld, type Values } from "./fleet";

describe("a fleet of which an argument changes that replaces servers", () => {
    const world = useFleetWorld();

    const { inputs, make, otherImage } = world;
    const update = (id: string, state: Values, more: Values) =>
        world.update("ServerFleet", id, state, inputs(more));
    const diff = (state: Values, more: Values) => world.diff("ServerFleet", state, inputs(more));
    const methods = () => world.changes().map((call) => call.split(" ")[0]);
    const kept = (before: Values, after: Values) =>
        idsOf(after).filter((server) => idsOf(before).includes(server));
    const quota = () => world.cloud.region().quota;
    const failNextBuild = () =>
        world.cloud.region().failNextBuild({ code: 500, message: "The image is broken." });

    it("is replaced one server at a time, the new one first, and never as a whole", async () => {
        const { id, outs } = await make();
        expect(await diff(outs, otherImage())).toMatchObject({ changes: true, replaces: [] });
        world.cloud.requests.length = 0;
        const { most, leastServing, result } = await world.counted(update(id, outs, otherImage()));
        expect(methods()).toEqual(["POST", "DELETE", "POST", "DELETE", "POST", "DELETE"]);
        expect({ most, leastServing }).toEqual({ most: 4, leastServing: 3 });
        expect(kept(outs, result)).toEqual([]);
        expect(result.revision).toBe(2);
        expect(Object.keys(result.__revisions as Values)).toEqual(["2"]);
        expect(serversOf(result).map(({ revision }) => revision)).toEqual([2, 2, 2]);
        expect((await diff(result, otherImage())).changes).toBe(false);
    });

    it.each([
        { maxSurge: 1, maxUnavailable: 0 },
        { maxSurge: 0, maxUnavailable: 1 },
        { maxSurge: 0, maxUnavailable: 2 },
        { maxSurge: 3, maxUnavailable: 1 },
        { maxSurge: 9, maxUnavailable: 0 },
    ])("has never more, and never fewer, servers than %p say", async (limits) => {
        const { id, outs } = await make({ count: 5, ...limits });
        const work = update(id, outs, { count: 5, ...limits, ...otherImage() });
        const { most, leastServing, result } = await world.counted(work);
        expect(most).toBe(5 + Math.min(limits.maxSurge, 5));
        expect(leastServing).toBe(limits.maxSurge > 0 ? 5 : 5 - limits.maxUnavailable);
        expect(kept(outs, result)).toEqual([]);
        expect(world.live()).toHaveLength(5);
    });

    it("has one server fewer at most where nothing else is said", async () => {
        const { id, outs } = await make({ maxSurge: 0 });
        const { leastServing } = await world.counted(update(id, outs, { maxSurge: 0, ...otherImage() }));
        expect(leastServing).toBe(2);
    });

    it("has an old server deleted first where the quota is used up", async () => {
        const { id, outs } = await make({ maxUnavailable: 2 });
        quota().instances = 3;
        world.cloud.requests.length = 0;
        const more = { maxUnavailable: 2, ...otherImage() };
        const { most, leastServing, result } = await world.counted(update(id, outs, more));
        expect(methods()).toEqual(["POST", "DELETE", "DELETE", "POST", "DELETE", "POST"]);
        expect({ most, leastServing }).toEqual({ most: 3, leastServing: 1 });
        expect(kept(outs, result)).toEqual([]);
    });

    it("keeps all servers where the quota is used up and none may be missing", async () => {
        const { id, outs } = await make();
        quota().instances = 3;
        const error = await world.failure(update(id, outs, { maxUnavailable: 0, ...otherImage() }));
        expect(error.message).toContain("Quota exceeded for instances");
        expect(idsOf(error.properties)).toEqual(idsOf(outs));
        expect(statusesOf(error.properties)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
    });

    it("is made smaller and larger on the way, within its limits", async () => {
        const { id, outs } = await make({ count: 4 });
        const smaller = await world.counted(update(id, outs, { count: 2, ...otherImage() }));
        expect(smaller.leastServing).toBeGreaterThanOrEqual(2);
        expect(smaller.result.servers).toHaveLength(2);
        const larger = await world.counted(update(id, smaller.result, { count: 4 }));
        expect(larger).toMatchObject({ most: 5, leastServing: 2 });
        expect(larger.result.servers).toHaveLength(4);
    });

    describe("while one of them is broken", () => {
        /** In the order of their age; the oldest is broken. */
        const makeBroken = async (count: number) => {
            const { id, outs } = await make({ count });
            const servers = idsOf(outs) as [string, ...string[]];
            world.cloud.region().setStatus(servers[0], "ERROR", { code: 500, message: "Down." });
            const { props } = await world.read("ServerFleet", id, outs);
            world.cloud.requests.length = 0;
            return { id, servers, state: props as Values };
        };
        const deleted = () =>
            world.changes().flatMap((call) => (call.startsWith("DELETE") ? [call.split("/").at(-1)] : []));

        it("has that one replaced first, then the newest", async () => {
            const { id, servers, state } = await makeBroken(3);
            await update(id, state, otherImage());
            const [oldest, middle, newest] = servers;
            expect(deleted()).toEqual([oldest, newest, middle]);
        });

        it("is made smaller by that one, then by the newest", async () => {
            const { id, servers, state } = await makeBroken(4);
            await update(id, state, { count: 2, ...otherImage() });
            const [oldest, second, third, newest] = servers;
            expect(deleted()).toEqual([oldest, newest, third, second]);
        });
    });

    it("stops at the first server that fails with the old ones kept, and goes on from there", async () => {
        const { id, outs } = await make();
        failNextBuild();
        const error = await world.failure(update(id, outs, otherImage()));
        expect(error.message).toContain("The image is broken.");
        const state = error.properties ?? {};
        expect(kept(outs, state)).toHaveLength(3);
        expect(statusesOf(state).sort()).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "ERROR"]);
        expect((await diff(state, otherImage())).changes).toBe(true);
        // Also where a refresh came between, which forgets that something failed.
        const props = (await world.read("ServerFleet", id, state)).props as Values;
        expect((await diff(props, otherImage())).changes).toBe(true);
        const done = await update(id, props, otherImage());
        expect(serversOf(done).map(({ status, revision }) => `${status} ${revision}`)).toEqual(
            [1, 2, 3].map(() => "ACTIVE 2"),
        );
        expect(world.live()).toHaveLength(3);
        expect((await diff(done, otherImage())).changes).toBe(false);
    });

    it.each([0, 1])("and fails after %p servers, is taken back with the old ones kept", async (replaced) => {
        const { id, outs } = await make();
        if (replaced === 0) failNextBuild();
        const rolling = update(id, outs, otherImage());
        if (replaced === 1) world.after(5, failNextBuild);
        const error = await world.failure(rolling);
        const state = error.properties ?? {};
        const props = (await world.read("ServerFleet", id, state)).props as Values;
        for (const failed of [state, props]) expect((await diff(failed, {})).changes).toBe(true);
        const back = await update(id, props, {});
        expect(kept(outs, back)).toHaveLength(3 - replaced);
        expect(statusesOf(back)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(world.live().map(({ imageId }) => imageId)).toEqual(Array(3).fill(inputs().imageId));
        expect((await diff(back, {})).changes).toBe(false);
    });

    it("and is killed before any state is saved, is taken back after a refresh", async () => {
        const { id, outs } = await make();
        await update(id, outs, otherImage());
        const refreshed = (await world.read("ServerFleet", id, outs)).props as Values;
        expect((await diff(refreshed, {})).changes).toBe(true);
        await update(id, refreshed, {});
        expect(world.live().map(({ imageId }) => imageId)).toEqual(Array(3).fill(inputs().imageId));
    });

    it("tells apart three revisions, of which two failed", async () => {
        const { id, outs } = await make({ userData: "one" });
        failNextBuild();
        const second = await world.failure(update(id, outs, { userData: "two" }));
        failNextBuild();
        const third = await world.failure(update(id, second.properties ?? {}, { userData: "three" }));
        expect(kept(outs, third.properties ?? {})).toHaveLength(3);
        const back = await update(id, third.properties ?? {}, { userData: "one" });
        expect(idsOf(back)).toEqual(idsOf(outs));
    });

    it("rolls also where an earlier version of the package made its state", async () => {
        const { id, outs } = await make();
        const { __revisions, ...earlier } = outs;
        expect(__revisions).toBeDefined();
        expect((await diff(earlier, {})).changes).toBe(false);
        failNextBuild();
        const error = await world.failure(update(id, earlier, otherImage()));
        const back = await update(id, error.properties ?? {}, {});
        expect(idsOf(back)).toEqual(idsOf(outs));
    });

    it("keeps servers whose user data changed while that replaced nothing", async () => {
        const { id, outs } = await make({ userData: "one" });
        const kept = { userData: "two", userDataReplaceOnChange: false };
        expect((await diff(outs, kept)).changes).toBe(true);
        const updated = await update(id, outs, kept);
        const back = await update(id, updated, { userData: "two" });
        expect(idsOf(back)).toEqual(idsOf(outs));
        expect((await diff(back, { userData: "two" })).changes).toBe(false);
    });

    it("takes the zone that its servers are in, and none, for no change", async () => {
        const { zone, otherZone } = world.cloud.region().ids;
        const { id, outs } = await make();
        expect((await diff(outs, { availabilityZone: zone })).changes).toBe(false);
        expect((await diff(outs, { availabilityZone: otherZone })).changes).toBe(true);
        const pinned = await update(id, outs, { availabilityZone: zone, metadata: { a: "b" } });
        expect(idsOf(pinned)).toEqual(idsOf(outs));
        expect((await diff(pinned, { metadata: { a: "b" } })).changes).toBe(false);
    });

    it("takes what is only written otherwise for no change", async () => {
        const [root] = inputs().blockDevices as Values[];
        const data = {
            sourceType: "blank",
            destinationType: "volume",
            bootIndex: -1,
            volumeSize: 10,
        };
        const networks = inputs().networks as Values[];
        const { id, outs } = await make({ blockDevices: [root, data], userData: "hello" });
        const rewritten = {
            blockDevices: [{ ...data, deleteOnTermination: false }, root],
            networks: networks.map((network) => ({ ...network, fixedIp: null })),
            userDataBase64: "aGVsbG8=",
        };
        expect((await diff(outs, rewritten)).changes).toBe(false);
        const grown = await update(id, outs, { ...rewritten, count: 4 });
        expect(kept(outs, grown)).toHaveLength(3);
        expect((await diff(grown, { ...rewritten, count: 4 })).changes).toBe(false);
    });

    it("ends soon after a cancel, with everything that was made in state", async () => {
        const { id, outs } = await make();
        let cancelledAt = 0;
        world.after(27, () => {
            cancelledAt = world.clock.now();
            world.cancel();
        });
        const error = await world.failure(update(id, outs, otherImage()));
        expect(idsOf(error.properties).sort()).toEqual(
            world
                .live()
                .map((server) => server.id)
                .sort(),
        );
        expect((world.clock.now() - cancelledAt) / 1000).toBeLessThanOrEqual(2);
        expect(error.message).toContain("interrupted");
    });
});

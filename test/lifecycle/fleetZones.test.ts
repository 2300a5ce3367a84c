import { idsOf, serversOf, statusesOf, useFleetWorld, type Values } from "./fleet";

describe("a fleet that is spread over zones", () => {
    const world = useFleetWorld();

    const region = () => world.cloud.region();
    const zones = () => [region().ids.zone, region().ids.otherZone] as const;
    const inputs = (more: Values = {}) => world.inputs({ availabilityZones: zones(), ...more });
    const make = (more: Values = {}) => world.create("ServerFleet", inputs(more));
    const update = (id: string, state: Values, more: Values) =>
        world.update("ServerFleet", id, state, inputs(more));
    const changes = async (state: Values, more: Values) =>
        (await world.diff("ServerFleet", state, inputs(more))).changes;
    /** How many servers there are in each zone. */
    const spread = () => zones().map((zone) => inZone(zone).length);
    const inZone = (zone: string) => world.live().filter(({ availabilityZone }) => availabilityZone === zone);
    const kept = (before: Values, after: Values) =>
        idsOf(after).filter((server) => idsOf(before).includes(server));
    it("has as many in each, by one request for a zone, and shows where each is", async () => {
        const { id, outs } = await make({ count: 5 });
        expect(spread()).toEqual([3, 2]);
        expect(world.changes()).toEqual(["POST /servers", "POST /servers"]);
        const shown = serversOf(outs).map(({ availabilityZone }) => availabilityZone);
        expect(shown.sort()).toEqual([...Array(3).fill(zones()[0]), ...Array(2).fill(zones()[1])]);
        expect(await changes(outs, { count: 5 })).toBe(false);
        const { props } = await world.read("ServerFleet", id, outs);
        expect(props).toEqual(outs);
        expect(world.warnings).toEqual([]);
    });

    it("of 25 takes two requests for each zone", async () => {
        await make({ count: 25 });
        expect(spread()).toEqual([13, 12]);
        expect(world.changes()).toEqual(Array(4).fill("POST /servers"));
    });

    it("grows where it has fewest, and shrinks where it has most, by the newest there", async () => {
        const { id, outs } = await make({ count: 3 });
        expect(spread()).toEqual([2, 1]);
        const grown = await update(id, outs, { count: 4 });
        expect(spread()).toEqual([2, 2]);
        const [, newestOfFirst] = serversOf(outs);
        const shrunk = await update(id, grown, { count: 3 });
        expect(spread().sort()).toEqual([1, 2]);
        const least = await update(id, shrunk, { count: 2 });
        expect(spread()).toEqual([1, 1]);
        expect(idsOf(least)).not.toContain(newestOfFirst?.id);
        expect(idsOf(least)).toContain(idsOf(outs)[0]);
    });

    it.each([{ count: 4 }, { count: 5, maxSurge: 2 }, { count: 6, maxSurge: 0, maxUnavailable: 3 }])(
        "is as even after a roll of %j as before",
        async (more) => {
            const { id, outs } = await make(more);
            const before = spread();
            const done = await update(id, outs, { ...more, ...world.otherImage() });
            expect(kept(outs, done)).toEqual([]);
            expect(spread().sort()).toEqual(before.sort());
            expect(await changes(done, { ...more, ...world.otherImage() })).toBe(false);
        },
    );

    it("is never rolled by two servers of one zone in turn", async () => {
        const { id, outs } = await make({ count: 4 });
        world.cloud.requests.length = 0;
        await update(id, outs, { count: 4, ...world.otherImage() });
        const zoneOf = new Map(serversOf(outs).map((server) => [server.id, server.availabilityZone]));
        const deleted = world.changes().filter((call) => call.startsWith("DELETE"));
        const [first, second, third, fourth] = deleted.map((call) =>
            zoneOf.get(call.split("/").at(-1) ?? ""),
        );
        expect([first, second]).toEqual([third, fourth]);
        expect(first).not.toBe(second);
    });

    describe("of which one has no room", () => {
        it("has those servers in the next one, and says so", async () => {
            region().room.set(zones()[0], 1);
            const { id, outs } = await make({ count: 4 });
            expect(statusesOf(outs)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE"]);
            expect(spread()).toEqual([1, 3]);
            expect(world.live()).toHaveLength(4);
            expect(world.warnings).toEqual([
                expect.stringMatching(
                    /^Availability zone "kr-pub-a" has no room, so other zones are used: server "worker-\S+-2": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\. There are not enough hosts available\.$/,
                ),
            ]);
            expect(await changes(outs, { count: 4 })).toBe(false);
            expect((await world.read("ServerFleet", id, outs)).props).toEqual(outs);
        });

        it("has them there also where the cloud does not say why a server failed", async () => {
            region().failNextBuild({ code: 500, message: "" });
            const { outs } = await make({ count: 2 });
            expect(statusesOf(outs)).toEqual(["ACTIVE", "ACTIVE"]);
            expect(spread()).toEqual([0, 2]);
        });

        it("has them there also where the cloud does not tell that they never ran", async () => {
            region().reportsLaunchedAt = false;
            region().room.set(zones()[0], 1);
            const { outs } = await make({ count: 4 });
            expect(statusesOf(outs)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE"]);
            expect(spread()).toEqual([1, 3]);
        });

        it("has them there where the cloud refuses the zone at once", async () => {
            world.cloud.faults.add({
                method: "POST",
                path: /\/servers$/,
                kind: "respond",
                status: 400,
                body: {
                    badRequest: { code: 400, message: "The requested availability zone is not available" },
                },
            });
            const { outs } = await make({ count: 3 });
            expect(spread()).toEqual([0, 3]);
            expect(serversOf(outs)).toHaveLength(3);
            expect(world.warnings).toEqual([
                expect.stringMatching(
                    /^Availability zone "kr-pub-a" has no room, so other zones are used: The requested availability zone is not available \(HTTP 400, req-\S+\)$/,
                ),
            ]);
        });

        it("is rolled through the room that its old servers leave, and is even in the end", async () => {
            const { id, outs } = await make({ count: 4 });
            region().room.set(zones()[0], 2);
            const done = await update(id, outs, { count: 4, ...world.otherImage() });
            expect(kept(outs, done)).toEqual([]);
            expect(spread()).toEqual([2, 2]);
            expect(world.warnings).toHaveLength(1);
        });

        it("stays as it is when another reason than room fails its servers", async () => {
            region().failNextBuild({ code: 500, message: "The image is broken." });
            const error = await world.failure(make({ count: 2 }));
            expect(error.message).toMatch(
                /^Creating fleet "worker": server "worker-\S+": unexpected status ERROR after \d+ s waiting for ACTIVE: The image is broken\. Its servers are kept in the stack: /,
            );
            expect(spread()).toEqual([1, 1]);
        });
    });

    it("fails where no zone has room, names them, and is completed by the next update", async () => {
        for (const zone of zones()) region().room.set(zone, 1);
        const error = await world.failure(make({ count: 4 }));
        expect(error.message).toMatch(
            /^Creating fleet "worker": there is no room in any of its availability zones \(kr-pub-a, kr-pub-b\): 2 servers failed, first "worker-\S+-2": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\. There are not enough hosts available\. Add another zone to availabilityZones, or try again later\. Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\.$/,
        );
        const state = error.properties ?? {};
        expect(statusesOf(state).sort()).toEqual(["ACTIVE", "ACTIVE", "ERROR", "ERROR"]);
        region().room.clear();
        const done = await update(String(error.id), state, { count: 4 });
        expect(spread()).toEqual([2, 2]);
        expect(kept(state, done)).toHaveLength(2);
        expect(world.live()).toHaveLength(4);
    });

    it("that is refused in every zone leaves nothing in the stack", async () => {
        const message = "The requested availability zone is not available";
        const body = { badRequest: { code: 400, message } };
        const refused = { method: "POST", path: /\/servers$/, kind: "respond", status: 400, body } as const;
        world.cloud.faults.add({ ...refused, times: 2 });
        const error = await world.failure(make());
        expect(error.id).toBeUndefined();
        expect(error.message).toMatch(/\(kr-pub-a, kr-pub-b\): The requested availability zone is not /);
    });

    it("between two counts takes as many as the quota allows", async () => {
        region().quota.instances = 5;
        const range = { count: undefined, minCount: 4, maxCount: 8 };
        const { outs } = await make(range);
        expect(serversOf(outs)).toHaveLength(5);
        expect(spread()).toEqual([4, 1]);
        expect(await changes(outs, range)).toBe(false);
    });

    describe("when its list changes", () => {
        it("moves nothing that is in a zone still listed", async () => {
            const [zone, otherZone] = zones();
            const { id, outs } = await make({ count: 2, availabilityZones: [zone] });
            const wider = { count: 2, availabilityZones: [otherZone, zone] };
            expect(await changes(outs, wider)).toBe(false);
            const grown = await update(id, outs, { ...wider, count: 3 });
            expect(kept(outs, grown)).toHaveLength(2);
            expect(spread()).toEqual([2, 1]);
            expect(await changes(grown, { ...wider, count: 3 })).toBe(false);
        });

        it("rolls what is in a zone no longer listed, and only that", async () => {
            const [zone, otherZone] = zones();
            const { id, outs } = await make({ count: 4 });
            const only = { count: 4, availabilityZones: [otherZone] };
            const inOther = inZone(otherZone).map((server) => server.id);
            expect(await changes(outs, only)).toBe(true);
            const { most, leastServing, result } = await world.counted(update(id, outs, only));
            expect({ most, leastServing }).toEqual({ most: 5, leastServing: 4 });
            expect(kept(outs, result).sort()).toEqual(inOther.sort());
            expect([inZone(zone).length, inZone(otherZone).length]).toEqual([0, 4]);
            expect(await changes(result, only)).toBe(false);
        });

        it("takes one zone, and any, for the same where its servers are there", async () => {
            const [zone, otherZone] = zones();
            const one = { availabilityZones: undefined, availabilityZone: zone };
            const { id, outs } = await make(one);
            expect(await changes(outs, {})).toBe(false);
            expect(await changes(outs, { availabilityZones: undefined })).toBe(false);
            expect(await changes(outs, { availabilityZones: [otherZone] })).toBe(true);
            const moved = await update(id, outs, { availabilityZones: [otherZone] });
            expect(await changes(moved, one)).toBe(true);
        });
    });

    it.each(["reset", "lose"] as const)(
        "is made once when the answer about a zone is lost (%s)",
        async (kind) => {
            world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind, skip: 1 });
            const { id, outs } = await make({ count: 4 });
            expect(spread()).toEqual([2, 2]);
            expect(world.live()).toHaveLength(4);
            expect((await world.read("ServerFleet", id, outs)).props).toEqual(outs);
        },
    );

    it("is taken over where its servers are in the zones, and else is not", async () => {
        const [zone, otherZone] = zones();
        const before = await make({ count: 2 });
        const adopts = { adoptExisting: true, count: 2 };
        const refused = await world.failure(
            world.nextRun().create("ServerFleet", inputs({ ...adopts, availabilityZones: [otherZone] })),
        );
        expect(refused.message).toContain(
            `cannot be adopted: availabilityZones is "${zone}" in the cloud and "${otherZone}" in the program. `,
        );
        const { id } = await world.nextRun().create("ServerFleet", inputs(adopts));
        expect(id).toBe(before.id);
        expect(world.live()).toHaveLength(2);
    });

    it("is read with its zones where only its mark is known", async () => {
        const { id } = await make({ count: 2 });
        const { props } = await world.read("ServerFleet", id, { __provider: "pointer" });
        expect(props).toMatchObject({ availabilityZones: zones(), count: 2 });
        expect(props).not.toHaveProperty("availabilityZone");
    });

    it.each<[string, Values, string]>([
        [
            "a zone besides",
            { availabilityZone: "kr-pub-a" },
            "availabilityZone and availabilityZones are mutually exclusive: set only one of them.",
        ],
        ["no zone", { availabilityZones: [] }, "availabilityZones must have at least 1 item, got 0."],
        [
            "a host",
            { availabilityZones: ["kr-pub-a", "kr-pub-b:host1"] },
            'availabilityZones[1] must be a zone without a host, got "kr-pub-b:host1".',
        ],
    ])("with %s is refused before any call", async (_, more, sentence) => {
        expect((await world.check("ServerFleet", inputs(more))).sentences).toEqual([sentence]);
        expect(world.calls()).toEqual([]);
    });

    it("of which one does not exist is refused in preview, after one look", async () => {
        const more = { availabilityZones: ["kr-pub-a", "kr-pub-c"] };
        expect((await world.check("ServerFleet", inputs(more))).sentences).toEqual([
            'availabilityZones[1] "kr-pub-c" was not found among the availability zones of region KR1: did you mean "kr-pub-a"?',
        ]);
        expect(world.calls().filter((call) => call.endsWith("/os-availability-zone"))).toHaveLength(1);
    });
});

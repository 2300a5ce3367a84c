import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

interface FleetServer {
    id: string;
    name: string;
    status: string;
    accessIp: string;
    revision: number;
    reservationId?: string;
}

describe("a fleet", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld({ seconds: { build: 20 } });
        await world.create("Keypair", { name: "access" });
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const inputs = (more: Values = {}): Values => {
        const { name: _name, ...shared } = serverInputs(world);
        return { ...shared, namePrefix: "worker", count: 3, ...more };
    };
    const make = (more: Values = {}) => world.create("ServerFleet", inputs(more));
    const serversOf = (state: Values | undefined) => (state?.servers ?? []) as FleetServer[];
    const idsOf = (state: Values) => serversOf(state).map(({ id }) => id);
    const live = () =>
        [...world.cloud.region().servers.values()].filter(({ status }) => status !== "DELETED");
    const changes = () =>
        world
            .calls()
            .filter((call) => !call.startsWith("GET"))
            .map((call) => call.replace(/\/kr1\/compute\/v2\/[0-9a-f]+/, ""));
    const rocky = () =>
        String([...world.cloud.region().images.values()].find(({ name }) => name.startsWith("Rocky"))?.id);
    /** Another image, as the arguments that replace a server. */
    const otherImage = () => {
        const [device] = inputs().blockDevices as Values[];
        return { imageId: rocky(), blockDevices: [{ ...device, uuid: rocky() }] };
    };
    /** The most servers that did not serve at a time, as the order of deletions and creations tells. */
    const mostAway = () => {
        let away = 0;
        let most = 0;
        for (const call of changes()) {
            if (call.startsWith("DELETE /servers")) away++;
            if (call === "POST /servers") away = 0;
            most = Math.max(most, away);
        }
        return most;
    };

    it("is made by one request, found by its reservation, and there when all are ACTIVE", async () => {
        const { id, outs } = await make({ count: 5 });
        expect(changes()).toEqual(["POST /servers"]);
        expect(world.calls().filter((call) => call.includes("reservation_id=r-"))).toHaveLength(1);
        expect(serversOf(outs).map(({ name, status }) => `${name} ${status}`)).toEqual(
            [1, 2, 3, 4, 5].map((number) => expect.stringMatching(`^worker-[0-9a-f]{4}-${number} ACTIVE$`)),
        );
        expect(serversOf(outs)[0]?.accessIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        expect(outs.reservationIds).toEqual([expect.stringMatching(/^r-/)]);
        expect(live().map(({ metadata }) => metadata["pulumi-nhncloud-fleet"])).toEqual(
            [1, 2, 3, 4, 5].map(() => `${id}:1`),
        );
        expect((await world.diff("ServerFleet", outs, inputs({ count: 5 }))).changes).toBe(false);
        expect(world.statusLines).toContain("0 of 5 up · 0 s");
    });

    it("says in its row that the cloud is unavailable", async () => {
        world.cloud.faults.add({
            method: "GET",
            path: /servers\/detail\?changes-since/,
            kind: "respond",
            status: 503,
            times: Number.POSITIVE_INFINITY,
        });
        const back = world.clock.sleep(60_000).then(() => world.cloud.faults.clear());
        await Promise.all([make({ count: 5 }), back]);
        expect(world.statusLines).toContainEqual(
            expect.stringMatching(
                /^0 of 5 up; the cloud has been unavailable since \S+ UTC: .+; still trying · \d+ s$/,
            ),
        );
    });

    it("of 25 takes three requests", async () => {
        const { outs } = await make({ count: 25 });
        expect(changes()).toEqual(["POST /servers", "POST /servers", "POST /servers"]);
        expect(new Set(serversOf(outs).map(({ name }) => name)).size).toBe(25);
        expect(outs.reservationIds).toHaveLength(3);
        expect(world.calls().length).toBeLessThan(35);
    });

    it("is named after its resource", async () => {
        const { outs } = await make({ namePrefix: undefined });
        expect(outs.namePrefix).toBe("test");
    });

    it("is read with one list, and shows nothing to do", async () => {
        const { id, outs } = await make();
        world.cloud.requests.length = 0;
        const { props } = await world.read("ServerFleet", id, outs);
        expect(world.calls()).toEqual([
            expect.stringMatching(/servers\/detail\?name=%5Eworker-&limit=1000$/),
        ]);
        expect(props).toEqual(outs);
    });

    it("grows by what is missing, and shrinks by the newest", async () => {
        const { id, outs } = await make({ count: 2 });
        const grown = await world.update("ServerFleet", id, outs, inputs({ count: 4 }));
        expect(idsOf(grown).slice(0, 2)).toEqual(idsOf(outs));
        expect(grown.servers).toHaveLength(4);
        expect(grown.reservationIds).toHaveLength(2);
        world.cloud.requests.length = 0;
        const shrunk = await world.update("ServerFleet", id, grown, inputs({ count: 1 }));
        expect(idsOf(shrunk)).toEqual(idsOf(outs).slice(0, 1));
        expect(live()).toHaveLength(1);
        expect(changes().every((call) => call.startsWith("DELETE"))).toBe(true);
        expect(shrunk.reservationIds).toEqual(outs.reservationIds);
    });

    it("keeps what was made when one server fails, and the next update makes only that one anew", async () => {
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const error = await world.failure(make());
        expect(error.message).toMatch(
            /^Creating fleet "worker": server "worker-[0-9a-f]{4}-1": it became ERROR instead of ACTIVE after \d+ s: No valid host was found\. What is there stays in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\.$/,
        );
        expect(error.reasons).toEqual([error.message]);
        const state = error.properties ?? {};
        const whole = serversOf(state).filter(({ status }) => status === "ACTIVE");
        expect(whole).toHaveLength(2);
        expect(await world.diff("ServerFleet", state, inputs())).toMatchObject({
            changes: true,
            replaces: [],
        });
        const mended = await world.update("ServerFleet", String(error.id), state, inputs());
        expect(serversOf(mended).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(idsOf(mended)).toEqual(expect.arrayContaining(whole.map(({ id }) => id)));
        expect(live()).toHaveLength(3);
        expect((await world.diff("ServerFleet", mended, inputs())).changes).toBe(false);
    });

    it("tells how many fail, and why the first did", async () => {
        for (let time = 0; time < 3; time++)
            world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const error = await world.failure(make());
        expect(error.message).toMatch(
            /^Creating fleet "worker": 3 servers failed, the first "worker-[0-9a-f]{4}-1": it became ERROR/,
        );
    });

    it("keeps the first ten when the quota refuses the others, and is completed when there is more", async () => {
        world.cloud.region().quota.instances = 12;
        const error = await world.failure(make({ count: 15 }));
        expect(error.message).toMatch(
            /^Creating fleet "worker": Quota exceeded for instances: Requested 5, but already used 10 of 12 instances \(HTTP 403, req-\S+\)\. Delete what is not needed, or ask for a larger quota\.$/,
        );
        const state = error.properties ?? {};
        expect(serversOf(state).map(({ status }) => status)).toEqual(
            Array.from({ length: 10 }, () => "ACTIVE"),
        );
        world.cloud.region().quota.instances = 20;
        const done = await world.update("ServerFleet", String(error.id), state, inputs({ count: 15 }));
        expect(done.servers).toHaveLength(15);
        expect(live()).toHaveLength(15);
    });

    it("that is refused at once leaves nothing in the stack", async () => {
        world.cloud.region().quota.instances = 2;
        const error = await world.failure(make());
        expect(error.id).toBeUndefined();
        expect(error.message).toContain("Quota exceeded for instances");
    });

    it("between two counts takes as many as the quota allows", async () => {
        world.cloud.region().quota.instances = 6;
        const range = { count: undefined, minCount: 4, maxCount: 8 };
        const { id, outs } = await make(range);
        expect(outs.servers).toHaveLength(6);
        expect((await world.diff("ServerFleet", outs, inputs(range))).changes).toBe(false);
        const again = await world.update("ServerFleet", id, outs, inputs({ ...range, metadata: { a: "b" } }));
        expect(again.servers).toHaveLength(6);
    });

    it.each(["reset", "lose"] as const)("is made once when the answer is lost (%s)", async (kind) => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind });
        const { id, outs } = await make();
        expect(serversOf(outs).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(live()).toHaveLength(3);
        expect((await world.read("ServerFleet", id, outs)).props).toEqual(outs);
    });

    it("is kept in the stack when nothing is heard of the servers that it asked for", async () => {
        world.cloud.faults.add({
            method: "GET",
            path: /reservation_id/,
            kind: "respond",
            status: 200,
            body: { servers: [] },
            times: 4,
        });
        const error = await world.failure(make());
        expect(error.message).toMatch(
            /^Creating fleet "worker": the cloud took the request \(reservation r-[0-9a-f]+\), but shows 0 of 3 servers\. Run pulumi up again\.$/,
        );
        expect(idsOf(error.properties ?? {})).toHaveLength(3);
        const done = await world.update("ServerFleet", String(error.id), error.properties ?? {}, inputs());
        expect(done.servers).toHaveLength(3);
        expect(live()).toHaveLength(3);
    });

    describe("whose image changes", () => {
        it("is replaced one server at a time, and never as a whole", async () => {
            const { id, outs } = await make();
            const next = inputs(otherImage());
            expect(await world.diff("ServerFleet", outs, next)).toMatchObject({
                changes: true,
                replaces: [],
            });
            world.cloud.requests.length = 0;
            const rolled = await world.update("ServerFleet", id, outs, next);
            expect(changes().map((call) => call.split(" ")[0])).toEqual([
                "DELETE",
                "POST",
                "DELETE",
                "POST",
                "DELETE",
                "POST",
            ]);
            expect(idsOf(rolled).filter((server) => idsOf(outs).includes(server))).toEqual([]);
            expect(rolled).toMatchObject({ revision: 2 });
            expect(serversOf(rolled).map(({ revision }) => revision)).toEqual([2, 2, 2]);
            expect((await world.diff("ServerFleet", rolled, next)).changes).toBe(false);
        });

        it("is replaced a few at a time where that is allowed", async () => {
            const { id, outs } = await make({ count: 5, maxUnavailable: 2 });
            world.cloud.requests.length = 0;
            await world.update(
                "ServerFleet",
                id,
                outs,
                inputs({ count: 5, maxUnavailable: 2, ...otherImage() }),
            );
            expect(mostAway()).toBe(2);
            expect(changes().filter((call) => call.startsWith("POST"))).toHaveLength(3);
            expect(live()).toHaveLength(5);
        });

        it("stops at the first server that fails, and the next update goes on from there", async () => {
            const { id, outs } = await make();
            const next = inputs(otherImage());
            world.cloud.region().failNextBuild({ code: 500, message: "The image is broken." });
            const error = await world.failure(world.update("ServerFleet", id, outs, next));
            expect(error.message).toContain("The image is broken.");
            const state = error.properties ?? {};
            expect(idsOf(state).filter((server) => idsOf(outs).includes(server))).toHaveLength(2);
            expect(live().filter(({ status }) => status === "ACTIVE")).toHaveLength(2);
            expect((await world.diff("ServerFleet", state, next)).changes).toBe(true);
            // Also where a refresh came between, which forgets that something failed.
            const { props } = await world.read("ServerFleet", id, state);
            expect((await world.diff("ServerFleet", props as Values, next)).changes).toBe(true);
            world.cloud.requests.length = 0;
            const done = await world.update("ServerFleet", id, props as Values, next);
            expect(serversOf(done).map(({ status, revision }) => `${status} ${revision}`)).toEqual(
                [1, 2, 3].map(() => "ACTIVE 2"),
            );
            expect(changes().filter((call) => call === "POST /servers")).toHaveLength(3);
            expect(live()).toHaveLength(3);
        });
    });

    it("changes in place what servers change in place, a resize one at a time", async () => {
        const { id, outs } = await make({ metadata: { role: "old", gone: "1" } });
        world.cloud.requests.length = 0;
        const { bigFlavor } = world.cloud.region().ids;
        const next = inputs({
            namePrefix: "batch",
            flavorId: bigFlavor,
            metadata: { role: "new" },
            securityGroups: ["default", "web"],
        });
        const changed = await world.update("ServerFleet", id, outs, next);
        expect(idsOf(changed)).toEqual(idsOf(outs));
        for (const server of live()) {
            expect(server).toMatchObject({ flavorId: bigFlavor, status: "ACTIVE" });
            expect(server.metadata).toMatchObject({ role: "new" });
            expect(server.metadata).not.toHaveProperty("gone");
            expect(server.name).toMatch(/^batch-[0-9a-f]{4}-\d$/);
            expect(server.securityGroupIds).toHaveLength(2);
        }
        const resized = world
            .calls()
            .filter((call) => /action$/.test(call))
            .map((call) => call.split("/").at(-2));
        expect(new Set(resized)).toEqual(new Set(idsOf(outs)));
        expect((await world.diff("ServerFleet", changed, next)).changes).toBe(false);
        expect((await world.read("ServerFleet", id, changed)).props).toEqual(changed);
    });

    it("of which a change fails on one server is finished by the next update, also on that one", async () => {
        const { id, outs } = await make({ metadata: { role: "web", old: "1" }, securityGroups: ["default"] });
        const refused = String(idsOf(outs)[1]);
        world.cloud.faults.add({
            method: "POST",
            path: new RegExp(`${refused}/action$`),
            kind: "respond",
            status: 403,
            body: { forbidden: { code: 403, message: "No." } },
        });
        world.cloud.faults.add({
            method: "DELETE",
            path: new RegExp(`${refused}/metadata/old$`),
            kind: "respond",
            status: 403,
            body: { forbidden: { code: 403, message: "No." } },
        });
        const next = inputs({
            namePrefix: "batch",
            metadata: { role: "web" },
            securityGroups: ["web"],
            rebootTrigger: "1",
        });
        const error = await world.failure(world.update("ServerFleet", id, outs, next));
        expect(error.message).toMatch(/^Updating fleet "batch": server "worker-\S+-2": No \(HTTP 403, /);
        const state = error.properties ?? {};
        expect((await world.diff("ServerFleet", state, next)).changes).toBe(true);
        world.cloud.faults.clear();
        const done = await world.update("ServerFleet", id, state, next);
        expect(idsOf(done)).toEqual(idsOf(outs));
        const web = [...world.cloud.region().securityGroups.values()].find(({ name }) => name === "web");
        for (const server of live()) {
            expect(server.name).toMatch(/^batch-/);
            expect(server.metadata).not.toHaveProperty("old");
            expect(server.securityGroupIds).toEqual([web?.id]);
        }
        expect((await world.diff("ServerFleet", done, next)).changes).toBe(false);
    });

    it("is stopped and started as a whole", async () => {
        const { id, outs } = await make();
        const stopped = await world.update("ServerFleet", id, outs, inputs({ powerState: "stopped" }));
        expect(serversOf(stopped).map(({ status }) => status)).toEqual(["SHUTOFF", "SHUTOFF", "SHUTOFF"]);
        const started = await world.update("ServerFleet", id, stopped, inputs());
        expect(serversOf(started).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
    });

    it("shows what somebody did to a server as its own drift, and the next update mends it", async () => {
        const { id, outs } = await make();
        const [first, second, third] = idsOf(outs) as [string, string, string];
        const region = world.cloud.region();
        region.setStatus(first, "SHUTOFF");
        region.servers.delete(second);
        const renamed = region.servers.get(third);
        if (renamed) renamed.name = "somebody";
        const { inputs: shown, props } = await world.read("ServerFleet", id, outs);
        expect(shown).toMatchObject({ powerState: "stopped", count: 2, namePrefix: "worker" });
        const drifted = props as Values;
        expect(serversOf(drifted).map(({ name }) => name)).toContain("somebody");
        expect((await world.diff("ServerFleet", drifted, inputs())).changes).toBe(true);
        const mended = await world.update("ServerFleet", id, drifted, inputs());
        expect(serversOf(mended).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(serversOf(mended).every(({ name }) => /^worker-[0-9a-f]{4}/.test(name))).toBe(true);
        expect(idsOf(mended)).toEqual(expect.arrayContaining([first, third]));
        expect((await world.diff("ServerFleet", mended, inputs())).changes).toBe(false);
    });

    it("that is named after its resource keeps that name when somebody renames a server", async () => {
        const unnamed = inputs({ namePrefix: undefined });
        const { id, outs } = await world.create("ServerFleet", unnamed);
        const renamed = world.cloud.region().servers.get(String(idsOf(outs)[0]));
        if (renamed) renamed.name = "somebody";
        const { props, inputs: shown } = await world.read("ServerFleet", id, outs);
        expect(serversOf(props).map(({ name }) => name)).toContain("somebody");
        expect(shown?.namePrefix).toBe("test");
        const drifted = props as Values;
        expect((await world.diff("ServerFleet", drifted, unnamed)).changes).toBe(true);
        const mended = await world.update("ServerFleet", id, drifted, unnamed);
        expect(mended.namePrefix).toBe("test");
        expect(idsOf(mended)).toEqual(expect.arrayContaining(idsOf(outs)));
        expect(live().every(({ name }) => /^test-[0-9a-f]{4}/.test(name))).toBe(true);
        expect((await world.diff("ServerFleet", mended, unnamed)).changes).toBe(false);
    });

    it("of which a server broke after it ran is only reported", async () => {
        const { id, outs } = await make();
        world.cloud
            .region()
            .setStatus(String(idsOf(outs)[0]), "ERROR", { code: 500, message: "The host is down." });
        const { props } = await world.read("ServerFleet", id, outs);
        expect(world.warnings).toEqual([
            expect.stringMatching(/^Server "worker-\S+-1" is in ERROR: The host is down\.$/),
        ]);
        expect((await world.diff("ServerFleet", props as Values, inputs())).changes).toBe(false);
    });

    it("finds the servers of a run that was killed before it could save them", async () => {
        const { id, outs } = await make();
        await world.update("ServerFleet", id, outs, inputs({ count: 5 }));
        const { inputs: shown, props } = await world.read("ServerFleet", id, outs);
        expect(shown?.count).toBe(5);
        await world.delete("ServerFleet", id, outs);
        expect(live()).toEqual([]);
        expect(props?.servers).toHaveLength(5);
    });

    it("that vanished as a whole is dropped by a refresh", async () => {
        const { id, outs } = await make();
        world.cloud.region().servers.clear();
        expect(await world.read("ServerFleet", id, outs)).toEqual({});
    });

    it("is gone when all its servers are, each stopped first where that was asked for", async () => {
        const { id, outs } = await make({ stopBeforeDelete: true });
        world.cloud.requests.length = 0;
        await world.delete("ServerFleet", id, outs);
        expect(live()).toEqual([]);
        expect(changes().filter((call) => call.startsWith("DELETE"))).toHaveLength(3);
        expect(changes().filter((call) => call.endsWith("/action"))).toHaveLength(3);
    });

    it("is taken over by its name when its state was lost, and changed where it differs", async () => {
        const before = await make();
        world.cloud.requests.length = 0;
        const { id, outs } = await make({ adoptExisting: true, count: 4, metadata: { role: "new" } });
        expect(id).toBe(before.id);
        expect(idsOf(outs)).toEqual(expect.arrayContaining(idsOf(before.outs)));
        expect(live()).toHaveLength(4);
        expect(live().every(({ metadata }) => metadata.role === "new")).toBe(true);
        const next = inputs({ adoptExisting: true, count: 4, metadata: { role: "new" } });
        expect((await world.diff("ServerFleet", outs, next)).changes).toBe(false);
        expect((await make({ adoptExisting: true, namePrefix: "others" })).id).not.toBe(id);
    });

    it("is not taken over where a server would have to be replaced, or where there are two", async () => {
        await make();
        await world.create("Keypair", { name: "other" });
        const refused = await world.failure(make({ adoptExisting: true, keyName: "other" }));
        expect(refused.message).toMatch(
            /^Creating fleet "worker": server "worker-\S+" \(\S+\) exists, but cannot be taken over: keyName is "access" there and "other" in the program\. /,
        );
        expect(refused.id).toBeUndefined();
        await make();
        expect((await world.failure(make({ adoptExisting: true }))).message).toMatch(
            /^Creating fleet "worker": there are 2 fleets whose names begin with "worker": [0-9a-f]+, [0-9a-f]+\. Give another namePrefix, or leave adoptExisting out\.$/,
        );
    });

    it("can be read by its mark alone, and an unknown one is an error", async () => {
        const { id } = await make({ metadata: { role: "web" } });
        const { props } = await world.read("ServerFleet", id, { __provider: "pointer" });
        expect(props).toMatchObject({
            namePrefix: "worker",
            count: 3,
            keyName: "access",
            metadata: { role: "web" },
            powerState: "active",
            region: "KR1",
        });
        expect(props?.servers).toHaveLength(3);
        const error = await world.failure(
            world.read("ServerFleet", "0123456789abcdef", { __provider: "pointer" }),
        );
        expect(error.message).toBe(
            'Reading fleet "0123456789abcdef": there is none. Check the id and the region.',
        );
    });

    it.each<[string, Values, string]>([
        ["no count", { count: undefined }, "count is missing: say how many servers there shall be."],
        [
            "two kinds of count",
            { minCount: 1 },
            "count is given beside minCount or maxCount: give count alone, or the other two.",
        ],
        [
            "a minimum above the maximum",
            { count: undefined, minCount: 5, maxCount: 2 },
            "minCount is 5, which is more than maxCount, 2: raise maxCount.",
        ],
        ["a negative count", { count: -1 }, "count must be a whole number of 0 or more, but is -1."],
        [
            "nobody to be away",
            { maxUnavailable: 0 },
            "maxUnavailable must be a whole number of 1 or more, but is 0.",
        ],
        [
            "a port",
            { networks: [{ port: "p" }] },
            "networks[0].port is for one server, and a fleet may have several: name a network or a subnet.",
        ],
        [
            "an address",
            { networks: [{ subnet: "s" }, { subnet: "s", fixedIp: "10.0.0.5" }] },
            "networks[1].fixedIp is for one server, and a fleet may have several: name a network or a subnet.",
        ],
        [
            "a volume",
            {
                blockDevices: [{ sourceType: "volume", uuid: "v", destinationType: "volume", bootIndex: 0 }],
            },
            "blockDevices[0] is an existing volume, which only one server can use: make it from an image or a snapshot.",
        ],
    ])("with %s is refused before any call", async (_, more, sentence) => {
        expect((await world.check("ServerFleet", inputs(more))).sentences).toEqual([sentence]);
        expect(world.calls()).toEqual([]);
    });
});

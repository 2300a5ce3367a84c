import { type FleetWorld, idsOf, serversOf, statusesOf, useFleetWorld, type Values } from "./fleet";

describe("a fleet", () => {
    const world = useFleetWorld();

    const { inputs, make, live, changes } = world;
    /** A fleet that is made by the next run of the stack, or of another that lost its state. */
    const makeInNextRun = (more: Values, kept?: Parameters<FleetWorld["nextRun"]>[0]) =>
        world.nextRun(kept).create("ServerFleet", inputs(more));

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
                /^0 of 5 up; the cloud has been unavailable since \S+ UTC: .+; retrying · \d+ s$/,
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
            /^Creating fleet "worker": server "worker-[0-9a-f]{4}-1": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\. Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\.$/,
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
            /^Creating fleet "worker": 3 servers failed, first "worker-[0-9a-f]{4}-1": unexpected status ERROR/,
        );
    });

    it("keeps the first ten when the quota refuses the others, and is completed when there is more", async () => {
        world.cloud.region().quota.instances = 12;
        const error = await world.failure(make({ count: 15 }));
        expect(error.message).toMatch(
            /^Creating fleet "worker": Quota exceeded for instances: Requested 5, but already used 10 of 12 instances \(HTTP 403, req-\S+\)\. Delete unused resources, or request a higher quota\.$/,
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

    it("between two counts grows when the larger one does, and not by itself", async () => {
        const range = { count: undefined, minCount: 1, maxCount: 2 };
        const { id, outs } = await make(range);
        world.cloud.region().servers.delete(String(idsOf(outs)[0]));
        const role = { metadata: { role: "web" } };
        const smaller = await world.update("ServerFleet", id, outs, inputs({ ...range, ...role }));
        expect(smaller.servers).toHaveLength(1);
        const next = inputs({ ...range, ...role, maxCount: 3 });
        const grown = await world.update("ServerFleet", id, smaller, next);
        expect(grown.servers).toHaveLength(3);
    });

    it.each(["reset", "lose"] as const)("is made once when the answer is lost (%s)", async (kind) => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind });
        const { id, outs } = await make();
        expect(serversOf(outs).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(live()).toHaveLength(3);
        expect((await world.read("ServerFleet", id, outs)).props).toEqual(outs);
    });

    it("is kept in the stack when no request for its servers is answered", async () => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "reset", times: 3 });
        const error = await world.failure(make());
        expect(error.message).toMatch(
            /; whether the request was carried out is unknown\. Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\.$/,
        );
        expect(error.properties?.servers).toEqual([]);
        const state = error.properties ?? {};
        const done = await world.update("ServerFleet", String(error.id), state, inputs());
        expect(done.servers).toHaveLength(3);
    });

    it("tells that the cloud went away before it showed the servers that were asked for", async () => {
        const list = { method: "GET", path: /reservation_id/, kind: "respond", times: 1000 } as const;
        world.cloud.faults.add({ ...list, status: 503 });
        const error = await world.failure(make({ timeouts: { create: 60 } }));
        expect(error.message).toMatch(
            /^Creating fleet "worker": timed out waiting for the servers of the request \(reservation r-[0-9a-f]+\): 0 of 3 are listed; the cloud is unavailable: .+ \(HTTP 503, req-\S+\)\. Run pulumi up again\.$/,
        );
        expect(error.id).toBeDefined();
    });

    it("is kept in the stack when nothing is heard of the servers that it asked for", async () => {
        world.cloud.faults.add({
            method: "GET",
            path: /reservation_id/,
            kind: "respond",
            status: 200,
            body: { servers: [] },
            times: 1000,
        });
        const timeouts = { create: 60 };
        const error = await world.failure(make({ timeouts }));
        expect(error.message).toMatch(
            /^Creating fleet "worker": timed out waiting for the servers of the request \(reservation r-[0-9a-f]+\): 0 of 3 are listed\. Run pulumi up again\.$/,
        );
        expect(idsOf(error.properties ?? {})).toHaveLength(3);
        world.cloud.faults.clear();
        const state = error.properties ?? {};
        const done = await world.update("ServerFleet", String(error.id), state, inputs({ timeouts }));
        expect(done.servers).toHaveLength(3);
        expect(live()).toHaveLength(3);
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

    it.each(["PAUSED", "SUSPENDED", "RESCUE"])(
        "that is stopped refuses a server that is %s, which a refresh shows as its drift",
        async (status) => {
            const stopped = inputs({ powerState: "stopped" });
            const { id, outs } = await world.create("ServerFleet", stopped);
            world.cloud.region().setStatus(String(idsOf(outs)[1]), status);
            const state = (await world.read("ServerFleet", id, outs)).props as Values;
            expect(state.powerState).toBe(status.toLowerCase());
            expect((await world.diff("ServerFleet", state, stopped)).changes).toBe(true);
            const error = await world.failure(world.update("ServerFleet", id, state, stopped));
            expect(error.message).toMatch(
                new RegExp(
                    `^Updating fleet "worker": server "worker-\\S+-2": powerState cannot change to "stopped" while the server is ${status}\\.`,
                ),
            );
            expect(idsOf(error.properties)).toEqual(idsOf(outs));
            expect((await world.diff("ServerFleet", error.properties ?? {}, stopped)).changes).toBe(true);
        },
    );

    it("that is stopped stops a server that broke", async () => {
        const stopped = inputs({ powerState: "stopped" });
        const { id, outs } = await world.create("ServerFleet", stopped);
        world.cloud.region().setStatus(String(idsOf(outs)[1]), "ERROR", { code: 500, message: "Down." });
        const state = (await world.read("ServerFleet", id, outs)).props as Values;
        expect(state.powerState).toBe("error");
        const done = await world.update("ServerFleet", id, state, stopped);
        expect(idsOf(done)).toEqual(idsOf(outs));
        expect(live().map(({ status }) => status)).toEqual(["SHUTOFF", "SHUTOFF", "SHUTOFF"]);
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

    it("changes all of its servers where somebody gave one what the program wants next", async () => {
        const { id, outs } = await make();
        const [first] = idsOf(outs);
        const region = world.cloud.region();
        const { bigFlavor } = region.ids;
        Object.assign(region.servers.get(String(first)) ?? {}, { flavorId: bigFlavor });
        const drifted = (await world.read("ServerFleet", id, outs)).props as Values;
        const bigger = inputs({ flavorId: bigFlavor });
        expect((await world.diff("ServerFleet", drifted, bigger)).changes).toBe(true);
        const done = await world.update("ServerFleet", id, drifted, bigger);
        expect(live().map(({ flavorId }) => flavorId)).toEqual([bigFlavor, bigFlavor, bigFlavor]);
        const settled = (await world.read("ServerFleet", id, done)).props as Values;
        expect((await world.diff("ServerFleet", settled, bigger)).changes).toBe(false);
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

    it("keeps a server that is protected, and says so", async () => {
        const { id, outs } = await make();
        const [first] = idsOf(outs);
        world.cloud.region().protect(String(first));
        expect((await world.failure(world.delete("ServerFleet", id, outs))).message).toMatch(
            /^Deleting fleet "worker": server "worker-\S+": its deletion protection is enabled\. /,
        );
        expect(live().map((server) => server.id)).toEqual([first]);
    });

    it("is gone when all its servers are, each stopped first where that was asked for", async () => {
        const { id, outs } = await make({ stopBeforeDelete: true });
        world.cloud.requests.length = 0;
        await world.delete("ServerFleet", id, outs);
        expect(live()).toEqual([]);
        expect(changes().filter((call) => call.startsWith("DELETE"))).toHaveLength(3);
        expect(changes().filter((call) => call.endsWith("/action"))).toHaveLength(3);
    });

    describe("with adoptExisting", () => {
        const adoptExisting = true;

        it("is taken over by its name when its state was lost, and changed where it differs", async () => {
            const before = await make();
            world.cloud.requests.length = 0;
            const more = { adoptExisting, count: 4, metadata: { role: "new" } };
            const { id, outs } = await makeInNextRun(more);
            expect(id).toBe(before.id);
            expect(idsOf(outs)).toEqual(expect.arrayContaining(idsOf(before.outs)));
            expect(live()).toHaveLength(4);
            expect(live().every(({ metadata }) => metadata.role === "new")).toBe(true);
            expect((await world.diff("ServerFleet", outs, inputs(more))).changes).toBe(false);
            expect((await makeInNextRun({ adoptExisting, namePrefix: "others" })).id).not.toBe(id);
        });

        it("is not taken over where a server would have to be replaced, or where there are two", async () => {
            await make();
            await world.create("Keypair", { name: "other" });
            const refused = await world.failure(makeInNextRun({ adoptExisting, keyName: "other" }));
            expect(refused.message).toMatch(
                /^Creating fleet "worker": server "worker-\S+" \(\S+\) cannot be adopted: keyName is "access" in the cloud and "other" in the program\. /,
            );
            expect(refused.id).toBeUndefined();
            await make();
            expect((await world.failure(makeInNextRun({ adoptExisting }))).message).toMatch(
                /^Creating fleet "worker": 2 fleets have the name prefix "worker": [0-9a-f]+, [0-9a-f]+\. Use another namePrefix, or omit adoptExisting\.$/,
            );
        });

        it("leaves the servers of a fleet alone whose name only begins with its own", async () => {
            const other = await make({ namePrefix: "worker-api", count: 2 });
            const { id, outs } = await makeInNextRun({ adoptExisting, count: 1 });
            expect(id).not.toBe(other.id);
            expect(outs.servers).toHaveLength(1);
            await world.nextRun().delete("ServerFleet", id, outs);
            expect(live().map((server) => server.id)).toEqual(idsOf(other.outs));
        });

        it("leaves servers alone that have such a name and no mark", async () => {
            const { name: _, ...server } = inputs({ count: undefined, namePrefix: undefined });
            await world.create("Server", { ...server, name: "worker-3f2a-1" });
            const { outs } = await makeInNextRun({ adoptExisting, count: 1 });
            await world.nextRun().delete("ServerFleet", "any", outs);
            expect(live().map(({ name }) => name)).toEqual(["worker-3f2a-1"]);
        });

        it("never takes over what the stack has in state, as where it is replaced", async () => {
            const before = await make({ adoptExisting });
            const run = world.nextRun({ ids: [before.id] });
            const { id, outs } = await run.create("ServerFleet", inputs({ adoptExisting }));
            expect(id).not.toBe(before.id);
            await run.delete("ServerFleet", before.id, before.outs);
            expect(live().map((server) => server.id)).toEqual(idsOf(outs));
        });

        it("keeps what it took over when the same run deletes the resource that had it", async () => {
            const before = await make();
            const run = world.nextRun();
            const { id } = await run.create("ServerFleet", inputs({ adoptExisting }));
            expect(id).toBe(before.id);
            await run.delete("ServerFleet", before.id, before.outs);
            expect(live().map((server) => server.id)).toEqual(idsOf(before.outs));
        });
    });

    describe("of a run that was killed", () => {
        /** The inputs that the engine kept of a create. */
        const begunOf = ({ outs }: { outs: Values }, more: Values = {}) => {
            const { __nonce, __urn, __logicalName, __stack, region, powerState } = outs;
            return { ...inputs(more), __nonce, __urn, __logicalName, __stack, region, powerState };
        };

        it("is found by its nonce, and completed", async () => {
            const before = await make({ count: 2 });
            world.cloud.requests.length = 0;
            const pendingCreates = [begunOf(before, { count: 5 })];
            const { id, outs } = await makeInNextRun({ count: 5 }, { pendingCreates });
            expect(id).toBe(before.id);
            expect(idsOf(outs)).toEqual(expect.arrayContaining(idsOf(before.outs)));
            expect(outs.servers).toHaveLength(5);
            expect(live()).toHaveLength(5);
            expect(changes()).toEqual(["POST /servers"]);
            expect((await world.diff("ServerFleet", outs, inputs({ count: 5 }))).changes).toBe(false);
        });

        it("is found also where its servers still build, and under another name", async () => {
            const before = await make({ count: 2 });
            const [first] = live();
            world.cloud.region().setStatus(String(first?.id), "BUILD");
            world.after(5, () => world.cloud.region().setStatus(String(first?.id), "ACTIVE"));
            const pendingCreates = [begunOf(before)];
            const { outs } = await makeInNextRun(
                { count: 2, namePrefix: "batch", powerState: "stopped" },
                { pendingCreates },
            );
            expect(idsOf(outs)).toEqual(idsOf(before.outs));
            expect(statusesOf(outs)).toEqual(["SHUTOFF", "SHUTOFF"]);
            expect(live().every(({ name }) => /^batch-[0-9a-f]{4}-\d$/.test(name))).toBe(true);
        });

        it("rolls where the program now wants servers of another image", async () => {
            const before = await make({ count: 2 });
            const pendingCreates = [begunOf(before, { count: 2 })];
            const next: Values = { count: 2, ...world.otherImage() };
            const { id, outs } = await makeInNextRun(next, { pendingCreates });
            expect(id).toBe(before.id);
            expect(live().map(({ imageId }) => imageId)).toEqual([next.imageId, next.imageId]);
            expect(outs.revision).toBe(2);
            expect((await world.diff("ServerFleet", outs, inputs(next))).changes).toBe(false);
        });

        it("is kept with all its servers when completing it fails", async () => {
            const before = await make({ count: 2 });
            world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
            const pendingCreates = [begunOf(before)];
            const error = await world.failure(makeInNextRun({}, { pendingCreates }));
            expect(error.id).toBe(before.id);
            expect(idsOf(error.properties)).toHaveLength(3);
        });

        it("goes when the program no longer has it", async () => {
            const before = await make();
            const run = world.nextRun({ pendingCreates: [begunOf(before)] });
            await run.delete("Keypair", "access", { ...before.outs, name: "access" });
            expect(live()).toEqual([]);
        });

        it("in an update that made it grow has nothing doubled", async () => {
            const { id, outs } = await make();
            await world.update("ServerFleet", id, outs, inputs({ count: 5 }));
            world.cloud.requests.length = 0;
            const done = await world.nextRun().update("ServerFleet", id, outs, inputs({ count: 5 }));
            expect(done.servers).toHaveLength(5);
            expect(live()).toHaveLength(5);
            expect(changes()).toEqual([]);
        });

        it.each([false, true])(
            "in an update that made it grow is finished on the new server (refreshed while it builds: %p)",
            async (isRefreshed) => {
                const { id, outs } = await make({ powerState: "stopped" });
                const next = inputs({ powerState: "stopped", count: 4 });
                const grown = await world.update("ServerFleet", id, outs, next);
                const [fresh] = idsOf(grown).filter((server) => !idsOf(outs).includes(server));
                world.cloud.region().setStatus(String(fresh), "BUILD");
                const { props } = await world.read("ServerFleet", id, outs);
                world.cloud.region().setStatus(String(fresh), "ACTIVE");
                const state = isRefreshed ? (props as Values) : outs;
                const done = await world.nextRun().update("ServerFleet", id, state, next);
                expect(statusesOf(done)).toEqual(["SHUTOFF", "SHUTOFF", "SHUTOFF", "SHUTOFF"]);
            },
        );

        it("in an update that renamed it and made it grow has nothing doubled, also under a third name", async () => {
            const { id, outs } = await make();
            await world.update("ServerFleet", id, outs, inputs({ count: 5, namePrefix: "batch" }));
            world.cloud.requests.length = 0;
            const next = inputs({ count: 5, namePrefix: "shop" });
            const done = await world.nextRun().update("ServerFleet", id, outs, next);
            expect(done.servers).toHaveLength(5);
            expect(live().every(({ name }) => /^shop-[0-9a-f]{4}(-\d)?$/.test(name))).toBe(true);
            expect(changes().filter((call) => !call.startsWith("PUT"))).toEqual([]);
            await world.nextRun().delete("ServerFleet", id, outs);
            expect(live()).toEqual([]);
        });

        it("in an update that rolled leaves a revision that is never used again with other arguments", async () => {
            const { id, outs } = await make();
            await world.update("ServerFleet", id, outs, inputs(world.otherImage()));
            const zone = world.cloud.region().ids.otherZone;
            const next = inputs({ ...world.otherImage(), availabilityZone: zone });
            const done = await world.nextRun().update("ServerFleet", id, outs, next);
            expect(done.revision).toBe(3);
            expect(live().map((server) => server.availabilityZone)).toEqual([zone, zone, zone]);
            expect((await world.diff("ServerFleet", done, next)).changes).toBe(false);
        });
    });

    it("waits until the list shows all that a lost answer is about", async () => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "lose" });
        const { servers } = world.cloud.region();
        world.after(0.5, () => {
            const [late] = servers.values();
            if (!late) throw new Error("Nothing was made.");
            servers.delete(late.id);
            world.after(30, () => servers.set(late.id, late));
        });
        const { outs } = await make({ count: 5 });
        expect(statusesOf(outs)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(changes()).toEqual(["POST /servers"]);
    });

    it("tells the mark of a lost request of which the list never shows all servers", async () => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "lose" });
        const { servers } = world.cloud.region();
        world.after(0.5, () => void servers.delete([...servers.keys()][0] ?? ""));
        const error = await world.failure(make({ timeouts: { create: 60 } }));
        expect(error.message).toMatch(
            /: timed out waiting for the servers of the request \(nonce [0-9a-f]{32}\): 2 of 3 are listed\. /,
        );
    });

    it("between two counts waits until the list shows no more of them", async () => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "lose" });
        const { servers } = world.cloud.region();
        world.after(0.5, () => {
            const [, ...late] = servers.values();
            for (const { id } of late) servers.delete(id);
            world.after(3, () => {
                for (const server of late) servers.set(server.id, server);
            });
        });
        const { outs } = await make({ count: undefined, minCount: 1, maxCount: 3 });
        expect(statusesOf(outs)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(live()).toHaveLength(3);
    });

    it("waits until the list shows all of a reservation, while the looks fail too", async () => {
        const path = /reservation_id/;
        world.cloud.faults.add({ path, kind: "respond", status: 200, body: { servers: [] } });
        world.cloud.faults.add({ path, kind: "respond", status: 503, body: {}, times: 7 });
        const { outs } = await make();
        expect(statusesOf(outs)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(world.statusLines.join()).toMatch(/of 3 listed.*the cloud is unavailable: .*; retrying/);
        expect(changes()).toEqual(["POST /servers"]);
    });

    it("tells why a server failed also where twins of a repeated request cannot be looked for", async () => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "reset" });
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const refused = { code: 403, message: "No." };
        world.after(15, () =>
            world.cloud.faults.add({
                method: "GET",
                path: /detail\?name=/,
                kind: "respond",
                status: 403,
                body: { forbidden: refused },
            }),
        );
        const error = await world.failure(make());
        expect(error.message).toContain("No valid host was found.");
        expect(world.warnings).toEqual([expect.stringContaining("No (HTTP 403, ")]);
    });

    it("does not count servers that are SOFT_DELETED", async () => {
        const { id, outs } = await make();
        world.cloud.region().setStatus(String(idsOf(outs)[0]), "SOFT_DELETED");
        const { props } = await world.read("ServerFleet", id, outs);
        expect(props).toMatchObject({ count: 2 });
        expect(props?.servers).toHaveLength(2);
        const mended = await world.update("ServerFleet", id, props as Values, inputs());
        expect(statusesOf(mended)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        await world.delete("ServerFleet", id, mended);
        expect(live()).toEqual([]);
    });

    it("gets its new name once, however often the update is tried", async () => {
        const { id, outs } = await make();
        const next = inputs({ namePrefix: "worker-api" });
        const path = new RegExp(`/servers/${idsOf(outs)[1]}$`);
        const body = { forbidden: { code: 403, message: "No." } };
        world.cloud.faults.add({ method: "PUT", path, kind: "respond", status: 403, body });
        const error = await world.failure(world.update("ServerFleet", id, outs, next));
        const done = await world.update("ServerFleet", id, error.properties ?? {}, next);
        const digits = serversOf(outs).map(({ name }) => name.replace("worker-", ""));
        expect(serversOf(done).map(({ name }) => name)).toEqual(digits.map((those) => `worker-api-${those}`));
        expect((await world.diff("ServerFleet", done, next)).changes).toBe(false);
    });

    describe("of which an update changes something", () => {
        it("leaves alone what somebody else changed and no preview named", async () => {
            const { id, outs } = await make({ count: 2 });
            const region = world.cloud.region();
            const [first, second] = idsOf(outs).map((server) => region.servers.get(server));
            region.setStatus(String(first?.id), "SHUTOFF");
            if (second) Object.assign(second, { name: "somebody", flavorId: region.ids.bigFlavor });
            world.cloud.requests.length = 0;
            const next = inputs({ count: 2, metadata: { role: "web" } });
            const changed = await world.update("ServerFleet", id, outs, next);
            expect(changes().map((call) => call.split("/").at(-1))).toEqual(["role", "role"]);
            expect(statusesOf(changed).sort()).toEqual(["ACTIVE", "SHUTOFF"]);
        });

        it("makes no server anew that vanished, and says so", async () => {
            const { id, outs } = await make();
            world.cloud.region().servers.delete(String(idsOf(outs)[0]));
            world.cloud.requests.length = 0;
            const next = inputs({ metadata: { role: "web" } });
            const changed = await world.update("ServerFleet", id, outs, next);
            expect(changes()).not.toContain("POST /servers");
            expect(world.warnings).toEqual([
                "1 of its servers no longer exists: the next pulumi up creates it again.",
            ]);
            expect((await world.diff("ServerFleet", changed, next)).changes).toBe(true);
            const done = await world.update("ServerFleet", id, changed, next);
            expect(done.servers).toHaveLength(3);
        });

        it("does on the next try what it did not do before, on servers that were in the making too", async () => {
            world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
            const more = { powerState: "stopped", rebootTrigger: "1" };
            const error = await world.failure(make(more));
            const state = error.properties ?? {};
            const { props } = await world.read("ServerFleet", String(error.id), state);
            const done = await world.update("ServerFleet", String(error.id), props as Values, inputs(more));
            expect(statusesOf(done)).toEqual(["SHUTOFF", "SHUTOFF", "SHUTOFF"]);
            expect((await world.diff("ServerFleet", done, inputs(more))).changes).toBe(false);
        });

        it.each<[string, Values, () => unknown]>([
            ["is built too late", { timeouts: { update: 10 } }, () => {}],
            [
                "cannot be stopped",
                {},
                () =>
                    world.cloud.faults.add({
                        method: "POST",
                        path: /action$/,
                        kind: "respond",
                        status: 403,
                        body: { forbidden: { code: 403, message: "No." } },
                    }),
            ],
        ])("finishes a new server that %s, and touches no other", async (_, more, trouble) => {
            const stopped = { powerState: "stopped", ...more };
            const { id, outs } = await make({ count: 2, ...stopped });
            const region = world.cloud.region();
            region.setStatus(String(idsOf(outs)[0]), "ACTIVE");
            trouble();
            const next = inputs({ count: 3, ...stopped });
            const error = await world.failure(world.update("ServerFleet", id, outs, next));
            world.cloud.faults.clear();
            const again = { ...next, timeouts: {} };
            const done = await world.update("ServerFleet", id, error.properties ?? {}, again);
            expect(statusesOf(done)).toEqual(["ACTIVE", "SHUTOFF", "SHUTOFF"]);
        });

        it("makes anew at once a server that was seen in the making, and failed since", async () => {
            const { id, outs } = await make({ count: 2 });
            const [first, second] = idsOf(outs) as [string, string];
            const region = world.cloud.region();
            region.setStatus(first, "BUILD");
            const { props } = await world.read("ServerFleet", id, outs);
            region.setStatus(first, "ERROR", { code: 500, message: "No valid host was found." });
            Object.assign(region.servers.get(first) ?? {}, { launchedAt: null });
            const next = inputs({ count: 2, metadata: { role: "web" } });
            const done = await world.update("ServerFleet", id, props as Values, next);
            expect(statusesOf(done)).toEqual(["ACTIVE", "ACTIVE"]);
            expect(idsOf(done)).toContain(second);
            expect(idsOf(done)).not.toContain(first);
        });

        it("stops on the next try a server that could not be stopped when it was made", async () => {
            const body = { forbidden: { code: 403, message: "No." } };
            world.cloud.faults.add({ method: "POST", path: /action$/, kind: "respond", status: 403, body });
            const stopped = { powerState: "stopped" };
            const error = await world.failure(make(stopped));
            const state = error.properties ?? {};
            expect((await world.diff("ServerFleet", state, inputs(stopped))).changes).toBe(true);
            const done = await world.update("ServerFleet", String(error.id), state, inputs(stopped));
            expect(statusesOf(done)).toEqual(["SHUTOFF", "SHUTOFF", "SHUTOFF"]);
        });

        it.each([undefined, 2])(
            "resizes only a few at a time (maxUnavailable: %p)",
            async (maxUnavailable) => {
                const { id, outs } = await make({ maxUnavailable });
                const next = inputs({ maxUnavailable, flavorId: world.cloud.region().ids.bigFlavor });
                const { leastServing } = await world.counted(world.update("ServerFleet", id, outs, next));
                expect(leastServing).toBe(3 - (maxUnavailable ?? 1));
            },
        );

        it("finishes a resize that failed on one server", async () => {
            const { id, outs } = await make();
            const next = inputs({ flavorId: world.cloud.region().ids.bigFlavor });
            const path = new RegExp(`${idsOf(outs)[1]}/action$`);
            const body = { forbidden: { code: 403, message: "No." } };
            world.cloud.faults.add({ method: "POST", path, kind: "respond", status: 403, body });
            const error = await world.failure(world.update("ServerFleet", id, outs, next));
            const state = error.properties ?? {};
            expect((await world.diff("ServerFleet", state, next)).changes).toBe(true);
            await world.update("ServerFleet", id, state, next);
            expect(live().every(({ flavorId }) => flavorId === next.flavorId)).toBe(true);
        });

        it("reboots on the next try a server whose reboot failed", async () => {
            const { id, outs } = await make({ rebootTrigger: "1" });
            const next = inputs({ rebootTrigger: "2" });
            const path = new RegExp(`${idsOf(outs)[1]}/action$`);
            world.cloud.faults.add({ method: "POST", path, kind: "respond", status: 403 });
            const { properties = {} } = await world.failure(world.update("ServerFleet", id, outs, next));
            expect(properties.rebootTrigger).toBe("1");
            world.cloud.requests.length = 0;
            const done = await world.update("ServerFleet", id, properties, next);
            expect(world.cloud.requests.some((request) => path.test(request.path))).toBe(true);
            expect((await world.diff("ServerFleet", done, next)).changes).toBe(false);
        });
    });

    const otherFlavor = () => world.cloud.region().ids.bigFlavor;
    it.each<[string, Values, () => Values]>([
        ["count", {}, () => ({ count: 4 })],
        ["minCount and maxCount", {}, () => ({ count: undefined, minCount: 2, maxCount: 4 })],
        ["namePrefix", {}, () => ({ namePrefix: "batch" })],
        ["flavorId", {}, () => ({ flavorId: otherFlavor() })],
        ["securityGroups", { securityGroups: ["default"] }, () => ({ securityGroups: ["web", "default"] })],
        [
            "securityGroupsMode",
            { securityGroups: ["default"] },
            () => ({ securityGroups: ["default"], securityGroupsMode: "exclusive" }),
        ],
        ["metadata", { metadata: { a: "1", b: "2" } }, () => ({ metadata: { a: "2" } })],
        ["metadata, left out", { metadata: { a: "1" } }, () => ({})],
        [
            "metadataMode",
            { metadata: { a: "1" } },
            () => ({ metadata: { a: "1" }, metadataMode: "exclusive" }),
        ],
        ["powerState stopped", {}, () => ({ powerState: "stopped" })],
        ["powerState shelved", {}, () => ({ powerState: "shelved" })],
        ["rebootTrigger", { rebootTrigger: "1" }, () => ({ rebootTrigger: "2" })],
        ["rebootType", {}, () => ({ rebootType: "HARD" })],
        ["diskConfig", {}, () => ({ diskConfig: "AUTO" })],
        ["stopBeforeDelete", {}, () => ({ stopBeforeDelete: true })],
        ["timeouts", { timeouts: { create: 900 } }, () => ({ timeouts: { update: 900 } })],
        ["maxSurge", {}, () => ({ maxSurge: 0 })],
        ["maxUnavailable", {}, () => ({ maxUnavailable: 2 })],
        ["userDataReplaceOnChange", {}, () => ({ userDataReplaceOnChange: false })],
        ["userData", { userData: "a" }, () => ({ userData: "b" })],
        ["imageId and blockDevices", {}, () => world.otherImage()],
        ["availabilityZone", {}, () => ({ availabilityZone: world.cloud.region().ids.otherZone })],
        ["adoptExisting", {}, () => ({ adoptExisting: true })],
    ])("whose %s changed has nothing left to do, also after a refresh", async (_, before, after) => {
        const { id, outs } = await make({ count: 2, ...before });
        const next = inputs({ count: 2, ...after() });
        const changed = await world.update("ServerFleet", id, outs, next);
        expect((await world.diff("ServerFleet", changed, next)).changes).toBe(false);
        const { props } = await world.read("ServerFleet", id, changed);
        expect(props).toEqual(changed);
        expect((await world.diff("ServerFleet", props as Values, next)).changes).toBe(false);
    });

    it("leaves what others added alone when it stops being exclusive after a refresh", async () => {
        const lists = { metadata: { role: "web" }, securityGroups: ["default"] };
        const exclusive = { ...lists, metadataMode: "exclusive", securityGroupsMode: "exclusive" };
        const { id, outs } = await make({ count: 2, ...exclusive });
        const [first, second] = live();
        const web = [...world.cloud.region().securityGroups.values()].find(({ name }) => name === "web");
        first?.securityGroupIds.push(String(web?.id));
        if (second) second.metadata.theirs = "1";
        const { props } = await world.read("ServerFleet", id, outs);
        expect(props).toMatchObject({ metadata: { theirs: "1" }, securityGroups: ["default", "web"] });
        await world.update("ServerFleet", id, props as Values, inputs({ count: 2, ...lists }));
        expect(first?.securityGroupIds).toContain(web?.id);
        expect(second?.metadata).toHaveProperty("theirs");
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
            'Reading fleet "0123456789abcdef": not found. Check the id and the region.',
        );
    });

    it.each<[string, Values, string]>([
        ["no count", { count: undefined }, "count is required: set it to the number of servers."],
        [
            "two kinds of count",
            { minCount: 1 },
            "count and minCount or maxCount are mutually exclusive: set count, or the other two.",
        ],
        [
            "a minimum above the maximum",
            { count: undefined, minCount: 5, maxCount: 2 },
            "minCount must be at most maxCount, 2, got 5.",
        ],
        ["a negative count", { count: -1 }, "count must be an integer of at least 0, got -1."],
        [
            "no way to replace a server",
            { maxUnavailable: 0, maxSurge: 0 },
            "maxSurge and maxUnavailable must not both be 0: no server could ever be replaced.",
        ],
        ["a negative surge", { maxSurge: -1 }, "maxSurge must be an integer of at least 0, got -1."],
        [
            "a port",
            { networks: [{ port: "00000000-0000-4000-8000-000000000001" }] },
            "networks[0].port cannot be shared by the servers of a fleet: use a network or a subnet.",
        ],
        [
            "an address",
            { networks: [{ subnet: "s" }, { subnet: "s", fixedIp: "10.0.0.5" }] },
            "networks[1].fixedIp cannot be shared by the servers of a fleet: use a network or a subnet.",
        ],
        [
            "a volume",
            {
                blockDevices: [{ sourceType: "volume", uuid: "v", destinationType: "volume", bootIndex: 0 }],
            },
            "blockDevices[0] cannot be an existing volume, which servers cannot share: create it from an image or a snapshot.",
        ],
    ])("with %s is refused before any call", async (_, more, sentence) => {
        expect((await world.check("ServerFleet", inputs(more))).sentences).toEqual([sentence]);
        expect(world.calls()).toEqual([]);
    });

    it("takes a null among the members of a network for one that is left out", async () => {
        const [network] = inputs().networks as Values[];
        const networks = [{ ...network, port: null, fixedIp: null }];
        expect((await world.check("ServerFleet", inputs({ networks }))).sentences).toEqual([]);
    });
});

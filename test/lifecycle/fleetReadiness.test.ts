import { idsOf, statusesOf, useFleetWorld, type Values } from "./fleet";

const page = "#!/bin/sh\necho hello > /srv/index.html\npython3 -m http.server 8080 --directory /srv\n";
const silent = "#!/bin/sh\necho hello\n";

describe("a fleet whose servers have to be ready", () => {
    const world = useFleetWorld({ boot: 30 });

    const inputs = (more: Values = {}) => {
        const networks = [{ uuid: world.cloud.region().ids.otherNetwork }];
        return world.inputs({ count: 2, networks, userData: page, readiness: { port: 8080 }, ...more });
    };
    const make = (more: Values = {}) => world.create("ServerFleet", inputs(more));
    const update = (id: string, state: Values, more: Values) =>
        world.update("ServerFleet", id, state, inputs(more));
    const changes = async (state: Values, more: Values) =>
        (await world.diff("ServerFleet", state, inputs(more))).changes;
    const kept = (before: Values, after: Values) =>
        idsOf(after).filter((server) => idsOf(before).includes(server));
    const seconds = async (work: Promise<unknown>) => {
        const began = world.clock.now();
        await work;
        return (world.clock.now() - began) / 1000;
    };
    const quick = { timeouts: { create: 100, update: 100 } };

    it("is there when all of them respond, and its row says what they respond meanwhile", async () => {
        const took = await seconds(make({ readiness: { port: 8080, path: "/index.html" } }));
        expect(took).toBeGreaterThan(45);
        expect(took).toBeLessThan(56);
        expect(world.statusLines).toContainEqual(
            expect.stringMatching(
                /^0 of 2 ready; worker-0+\S*-1: connection refused → HTTP 200 to 399 · \d+ s$/,
            ),
        );
        expect(world.changes()).toEqual(["POST /servers"]);
    });

    it("says so where a server has no address", async () => {
        world.after(15, () => {
            for (const server of world.live()) server.portIds = [];
        });
        const error = await world.failure(make({ count: 1 }));
        expect(error.message).toMatch(/: server "worker-\S+": it has no address to check\. /);
    });

    it("is rolled on only when the new server responds", async () => {
        const { id, outs } = await make();
        const next = { userData: page.replace("hello", "again") };
        world.cloud.requests.length = 0;
        const took = await seconds(update(id, outs, next));
        expect(took).toBeGreaterThan(2 * 45);
        expect(world.changes().map((call) => call.split(" ")[0])).toEqual([
            "POST",
            "DELETE",
            "POST",
            "DELETE",
        ]);
    });

    it("stops a roll at a new server that does not respond, keeps the old ones, and waits again", async () => {
        const { id, outs } = await make();
        const next = { userData: silent, ...quick };
        const error = await world.failure(update(id, outs, next));
        expect(error.message).toMatch(
            /^Updating fleet "worker": server "worker-\S+": timed out after \d+ s waiting for a connection to 127\.3\.\d+\.\d+:8080; last response: connection refused\. Check what the server runs and its security groups\. Run pulumi up again to continue waiting, or increase timeouts\.update\. Its servers are kept in the stack\.$/,
        );
        const state = error.properties ?? {};
        expect(kept(outs, state)).toHaveLength(2);
        expect(statusesOf(state)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        // Also where a refresh came between.
        const { props = {} } = await world.read("ServerFleet", id, state);
        expect(await changes(props, next)).toBe(true);
        world.cloud.requests.length = 0;
        const again = await world.failure(update(id, props, next));
        expect(again.message).toContain("last response: connection refused");
        expect(world.changes()).toEqual([]);
    });

    it("goes on with the same new server as soon as that responds", async () => {
        const { id, outs } = await make();
        const userData = page.replace("hello", "again");
        const error = await world.failure(update(id, outs, { userData, timeouts: { update: 30 } }));
        const [fresh] = idsOf(error.properties).filter((server) => !idsOf(outs).includes(server));
        world.cloud.requests.length = 0;
        const done = await update(id, error.properties ?? {}, { userData });
        expect(idsOf(done)).toContain(fresh);
        expect(world.changes().map((call) => call.split(" ")[0])).toEqual(["DELETE", "POST", "DELETE"]);
    });

    it("is taken back to the old program without a change to the old servers", async () => {
        const { id, outs } = await make();
        const error = await world.failure(update(id, outs, { userData: silent, ...quick }));
        const back = await update(id, error.properties ?? {}, {});
        expect(idsOf(back)).toEqual(idsOf(outs));
        expect(world.live()).toHaveLength(2);
    });

    it("goes on with another program, and drops first what never responded", async () => {
        const { id, outs } = await make();
        const error = await world.failure(update(id, outs, { userData: silent, ...quick }));
        const next = { userData: page.replace("hello", "mended") };
        const { leastServing, most, result } = await world.counted(update(id, error.properties ?? {}, next));
        expect({ leastServing, most }).toEqual({ leastServing: 2, most: 3 });
        expect(kept(error.properties ?? {}, result)).toEqual([]);
        expect(await changes(result, next)).toBe(false);
    });

    it("of which none responds at first is kept, and waited for again by the next update", async () => {
        const error = await world.failure(make({ ...quick, timeouts: { create: 30, update: 100 } }));
        expect(error.message).toMatch(
            /^Creating fleet "worker": 2 servers failed, first "worker-\S+-1": timed out after \d+ s waiting for a connection to \S+; last response: connection refused\. /,
        );
        const state = error.properties ?? {};
        expect(await changes(state, quick)).toBe(true);
        world.cloud.requests.length = 0;
        const done = await update(String(error.id), state, quick);
        expect(idsOf(done)).toEqual(idsOf(state));
        expect(world.changes()).toEqual([]);
        expect(await changes(done, quick)).toBe(false);
    });

    it.each([false, true])("keeps the old ones after a killed roll (refreshed: %p)", async (isRefreshed) => {
        const { id, outs } = await make();
        const next = { userData: silent, ...quick };
        await world.failure(update(id, outs, next));
        const { props } = await world.read("ServerFleet", id, outs);
        const state = isRefreshed ? (props as Values) : outs;
        expect(await changes(state, next)).toBe(true);
        const error = await world.failure(world.nextRun().update("ServerFleet", id, state, inputs(next)));
        expect(error.message).toContain("last response: connection refused");
        expect(kept(outs, error.properties ?? {})).toHaveLength(2);
        expect(world.live()).toHaveLength(3);
    });

    it("waits for the servers that a killed run added, also where a refresh shows all of them", async () => {
        const { id, outs } = await make();
        await update(id, outs, { count: 3 });
        const { props = {} } = await world.read("ServerFleet", id, outs);
        expect(props.count).toBe(3);
        expect(await changes(props, { count: 3 })).toBe(true);
        const done = await update(id, props, { count: 3 });
        expect(await changes(done, { count: 3 })).toBe(false);
    });

    it("is resized on only when the server before responds again", async () => {
        const { id, outs } = await make({ maxUnavailable: 1 });
        const { bigFlavor } = world.cloud.region().ids;
        const took = await seconds(update(id, outs, { flavorId: bigFlavor }));
        expect(took).toBeGreaterThan(2 * 30);
    });

    it("stops a resize at a server that does not respond again, and waits for it first next time", async () => {
        const { id, outs } = await make();
        const next = { flavorId: world.cloud.region().ids.bigFlavor, readiness: { port: 9 }, ...quick };
        const resized = () => world.live().filter(({ flavorId }) => flavorId === next.flavorId).length;
        const error = await world.failure(update(id, outs, next));
        expect(error.message).toMatch(/ 2 servers failed, first .*; last response: connection refused\. /);
        expect(resized()).toBe(1);
        const again = await world.failure(update(id, error.properties ?? {}, next));
        expect(again.message).toContain("connection refused");
        expect(resized()).toBe(1);
        await update(id, again.properties ?? {}, { ...next, readiness: { port: 8080 } });
        expect(resized()).toBe(2);
    });

    it("asks all of them when the check changes, and none when something else does", async () => {
        const { id, outs } = await make();
        const other = { readiness: { port: 8081 }, ...quick };
        const error = await world.failure(update(id, outs, other));
        expect(error.message).toContain("2 servers failed");
        const back = await update(id, error.properties ?? {}, quick);
        for (const server of idsOf(outs)) world.cloud.region().setStatus(server, "SHUTOFF");
        await update(id, back, { ...quick, metadata: { role: "web" } });
    });

    it("that is stopped is not asked, and is when it is started", async () => {
        const { id, outs } = await make({ powerState: "stopped" });
        expect(statusesOf(outs)).toEqual(["SHUTOFF", "SHUTOFF"]);
        expect(await seconds(update(id, outs, {}))).toBeGreaterThan(30);
    });

    it("ends soon after a cancel, with the last response", async () => {
        let cancelledAt = 0;
        world.after(40, () => {
            cancelledAt = world.clock.now();
            world.cancel();
        });
        const error = await world.failure(make());
        expect(error.message).toMatch(
            /interrupted after \d+ s waiting for a connection to \S+; last response: connection refused\. /,
        );
        expect(idsOf(error.properties)).toHaveLength(2);
        expect(world.clock.now() - cancelledAt).toBeLessThan(2000);
    });

    it.each<[string, Values, string]>([
        ["a port that is none", { port: 0 }, "readiness.port must be an integer of at least 1, got 0."],
        ["no port for tcp", { protocol: "tcp" }, "readiness.port is required for tcp."],
        [
            "a path for tcp",
            { protocol: "tcp", port: 22, path: "/" },
            "readiness.path is only for http and https: omit it, or change readiness.protocol.",
        ],
        ["an unknown name", { ports: 8080 }, "readiness.ports is not a known property: did you mean port?"],
    ])("with %s is refused before any call", async (_, readiness, sentence) => {
        expect((await world.check("ServerFleet", inputs({ readiness }))).sentences).toEqual([sentence]);
        expect(world.calls()).toEqual([]);
    });
});

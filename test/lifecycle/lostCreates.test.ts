import { type FleetWorld, useFleetWorld, type Values } from "./fleet";

const posts = { method: "POST", path: /\/servers$/ } as const;
const looks = { method: "GET", path: /\/servers\/detail\?name=/ } as const;

/** What both kinds of servers ask for. */
const kinds = {
    Server: (world: FleetWorld, more: Values = {}) => {
        const { namePrefix: _prefix, count: _count, ...shared } = world.inputs(more);
        return { ...shared, name: "web" };
    },
    ServerFleet: (world: FleetWorld, more: Values = {}) => world.inputs({ count: 2, ...more }),
} as const;

describe.each(["Server", "ServerFleet"] as const)("a %s whose request may be lost", (kind) => {
    const world = useFleetWorld();
    const inputs = (more?: Values) => kinds[kind](world, more);
    const wanted = kind === "Server" ? 1 : 2;
    const idsOf = ({ id, outs }: { id: string; outs: Values }) =>
        kind === "Server" ? [id] : (outs.servers as { id: string }[]).map((server) => server.id);
    const looksSoFar = () => world.calls().filter((call) => looks.path.test(call)).length;
    const live = () => world.live().map(({ id }) => id);

    it("is made anew where what it made was deleted before anybody looked, whatever the cloud still shows", async () => {
        const deleted: string[] = [];
        const onHit = () => {
            deleted.push(...live());
            for (const id of deleted) world.cloud.region().setStatus(id, "SOFT_DELETED");
        };
        world.cloud.faults.add({ ...posts, kind: "lose", onHit });
        const made = await world.create(kind, inputs());
        expect(deleted).toHaveLength(wanted);
        expect(idsOf(made).filter((id) => deleted.includes(id))).toEqual([]);
        expect(live().sort()).toEqual(idsOf(made).sort());
    });

    it("is asked for three times at most", async () => {
        world.cloud.faults.add({ ...posts, kind: "reset", times: 10 });
        const error = await world.failure(world.create(kind, inputs()));
        expect(error.message).toContain("whether the request was carried out is unknown");
        expect(world.changes()).toEqual(["POST /servers", "POST /servers", "POST /servers"]);
    });

    it("is there once although the first request was carried out too, and shown only when the second was sent", async () => {
        world.cloud.faults.add({ ...posts, kind: "lose" });
        world.cloud.faults.add({ ...looks, kind: "respond", status: 200, body: { servers: [] }, times: 3 });
        const made = await world.create(kind, inputs());
        expect(world.changes().filter((call) => call === "POST /servers")).toHaveLength(2);
        expect(idsOf(made)).toHaveLength(wanted);
        await world.clock.run(world.clock.sleep(60_000));
        expect(live().sort()).toEqual(idsOf(made).sort());
    });

    it("is there once although two requests were carried out, and neither was answered", async () => {
        world.cloud.faults.add({ ...posts, kind: "lose", times: 2 });
        world.cloud.faults.add({ ...looks, kind: "respond", status: 200, body: { servers: [] }, times: 3 });
        const made = await world.create(kind, inputs());
        expect(idsOf(made)).toHaveLength(wanted);
        await world.clock.run(world.clock.sleep(60_000));
        expect(live().sort()).toEqual(idsOf(made).sort());
    });

    it("is not looked for where the request was answered, and once where it was sent once", async () => {
        await world.create(kind, inputs());
        expect(looksSoFar()).toBe(0);
        world.cloud.faults.add({ ...posts, kind: "lose" });
        await world.create(kind, inputs());
        expect(looksSoFar()).toBe(kind === "Server" ? 1 : 2);
    });

    it("is not asked for again where the cloud refuses it", async () => {
        world.cloud.faults.add({ ...posts, kind: "respond", status: 400 });
        await world.failure(world.create(kind, inputs()));
        expect(world.changes()).toEqual(["POST /servers"]);
        expect(looksSoFar()).toBe(0);
    });

    it("is not what somebody else made under the same name", async () => {
        const [foreign] = idsOf(await world.nextRun().create(kind, inputs()));
        world.cloud.faults.add({ ...posts, kind: "reset" });
        const made = await world.create(kind, inputs());
        expect(idsOf(made)).not.toContain(foreign);
        expect(live()).toHaveLength(2 * wanted);
    });

    it("fails at once where the cloud refuses to be looked at", async () => {
        const began = world.clock.now();
        world.cloud.faults.add({ ...posts, kind: "lose" });
        world.cloud.faults.add({ ...looks, kind: "respond", status: 403, times: 100 });
        const error = await world.failure(world.create(kind, inputs()));
        expect(error.message).toContain("whether the request was carried out is unknown");
        expect(world.clock.now() - began).toBeLessThan(5000);
    });
});

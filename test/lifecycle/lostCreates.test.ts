import { type FleetWorld, startFleetWorld, type Values } from "./fleet";

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

describe.each(["Server", "ServerFleet"] as const)("a %s whose request got no answer", (kind) => {
    let world: FleetWorld;
    const inputs = (more?: Values) => kinds[kind](world, more);
    const wanted = kind === "Server" ? 1 : 2;
    const idsOf = ({ id, outs }: { id: string; outs: Values }) =>
        kind === "Server" ? [id] : (outs.servers as { id: string }[]).map((server) => server.id);
    const live = () => world.live().map(({ id }) => id);

    beforeEach(async () => {
        world = await startFleetWorld();
    });
    afterEach(() => world.close());

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
        expect(error.message).toContain("whether the request was carried out could not be told");
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
});

import { type FleetWorld, useFleetWorld, type Values } from "./fleet";

const broken = { code: 500, message: "The host is down." };

/** What both kinds of servers are to the cloud and to the stack. */
const kinds = {
    Server: {
        inputs: (world: FleetWorld, more: Values = {}) => {
            const { namePrefix: _prefix, count: _count, ...shared } = world.inputs(more);
            return { ...shared, name: "web" };
        },
        replacing: { changes: true, replaces: ["status"], deleteBeforeReplace: true },
    },
    ServerFleet: {
        inputs: (world: FleetWorld, more: Values = {}) => world.inputs({ count: 1, ...more }),
        replacing: { changes: true, replaces: [], deleteBeforeReplace: false },
    },
} as const;

describe.each(["Server", "ServerFleet"] as const)("a cloud that tells no launches, and a %s", (kind) => {
    const world = useFleetWorld();
    const { replacing } = kinds[kind];
    const inputs = (more?: Values) => kinds[kind].inputs(world, more);
    const diff = (state: Values) => world.diff(kind, state, inputs());
    const theOne = () => {
        const [server, ...others] = world.live();
        if (!server || others.length > 0) throw new Error(`The cloud has ${others.length + 1} servers.`);
        return server;
    };
    const refresh = async (id: string, state: Values) => (await world.read(kind, id, state)).props as Values;

    beforeEach(() => {
        world.cloud.region().reportsLaunchedAt = false;
    });

    it("that broke after it ran is kept, by a refresh and by an update", async () => {
        const { id, outs } = await world.create(kind, inputs());
        const server = theOne();
        world.cloud.region().setStatus(server.id, "ERROR", broken);
        const state = await refresh(id, outs);
        expect(await diff(state)).toMatchObject({ changes: false, replaces: [] });
        const { securityGroups } = await world.update(kind, id, state, inputs({ securityGroups: ["web"] }));
        expect(securityGroups).toEqual(["web"]);
        expect(theOne().id).toBe(server.id);
    });

    it("that never came up is replaced, also after a refresh", async () => {
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const { id = "", properties: state = {} } = await world.failure(world.create(kind, inputs()));
        expect(await diff(state)).toEqual(replacing);
        expect(await diff(await refresh(id, state))).toEqual(replacing);
        expect(await diff(await refresh(id, await refresh(id, state)))).toEqual(replacing);
    });

    it("that was in the making when its time was over, and never came up, is replaced", async () => {
        const short = inputs({ timeouts: { create: 5 } });
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const { id = "", properties = {} } = await world.failure(world.create(kind, short));
        const { id: failed } = theOne();
        await world.clock.run(world.clock.sleep(60_000));
        expect(await diff(await refresh(id, properties))).toEqual(replacing);
        const update = world.update(kind, id, properties, inputs());
        if (kind === "Server") {
            const error = await world.failure(update);
            expect(error.message).toContain("it failed to build");
            expect(await diff(error.properties ?? {})).toEqual(replacing);
        } else {
            await update;
            expect(theOne()).toMatchObject({ status: "ACTIVE", id: expect.not.stringMatching(failed) });
        }
    });

    it("that was in the making when its time was over, and came up, stays when it breaks", async () => {
        const { id = "", properties = {} } = await world.failure(
            world.create(kind, inputs({ timeouts: { create: 5 } })),
        );
        const outs = await world.update(kind, id, properties, inputs());
        world.cloud.region().setStatus(theOne().id, "ERROR", broken);
        expect(await diff(await refresh(id, outs))).toMatchObject({ changes: false, replaces: [] });
    });
});

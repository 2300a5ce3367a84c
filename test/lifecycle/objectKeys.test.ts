import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

const names = ["constructor", "__proto__", "toString"];

describe.each(names)("%s as a name", (name) => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
        await world.create("Keypair", { name: "access" });
    });
    afterEach(() => {
        expect(world.cloud.requests.filter(({ status }) => status >= 500)).toEqual([]);
        return world.close();
    });
    /** `__proto__` of a literal would be its prototype. */
    const own = (value: string): Values => JSON.parse(`{"${name}":"${value}"}`) as Values;
    const live = (id: string) => world.cloud.region().servers.get(id);

    test("of a key of metadata is given, changed, dropped, and taken away in exclusive mode", async () => {
        const inputs = (more: Values = {}) => serverInputs(world, more);
        const { id, outs } = await world.create("Server", inputs({ metadata: own("1") }));
        expect(Object.entries(live(id)?.metadata ?? {})).toContainEqual([name, "1"]);
        const changed = await world.update("Server", id, outs, inputs({ metadata: own("2") }));
        expect(Object.entries(live(id)?.metadata ?? {})).toContainEqual([name, "2"]);
        const dropped = await world.update("Server", id, changed, inputs({ metadata: {} }));
        expect(Object.keys(live(id)?.metadata ?? {})).not.toContain(name);
        const server = live(id);
        if (!server) throw new Error("It is gone.");
        server.metadata = { ...server.metadata, ...JSON.parse(`{"${name}":"theirs"}`) };
        const exclusive = inputs({ metadata: {}, metadataMode: "exclusive" });
        const { props } = await world.read("Server", id, dropped);
        await world.update("Server", id, props as Values, exclusive);
        expect(Object.keys(live(id)?.metadata ?? {})).not.toContain(name);
        const renamed = await world.update("Server", id, props as Values, inputs({ name: "other" }));
        expect(renamed.name).toBe("other");
    });

    test("of a key of metadata that somebody else sets is nobody's drift", async () => {
        const inputs = serverInputs(world, { metadata: { role: "web" } });
        const { id, outs } = await world.create("Server", inputs);
        const server = live(id);
        if (!server) throw new Error("It is gone.");
        server.metadata = { ...server.metadata, ...JSON.parse(`{"${name}":"theirs"}`) };
        const { props, inputs: shown } = await world.read("Server", id, outs);
        expect(shown?.metadata).toEqual({ role: "web" });
        expect((await world.diff("Server", props as Values, inputs)).changes).toBe(false);
        await world.update("Server", id, props as Values, { ...inputs, metadata: { role: "db" } });
        expect(Object.entries(live(id)?.metadata ?? {})).toContainEqual([name, "theirs"]);
    });

    test("of a key of metadata that is dropped, and gone already, is not asked for", async () => {
        const { id, outs } = await world.create("Server", serverInputs(world, { metadata: own("1") }));
        const server = live(id);
        if (!server) throw new Error("It is gone.");
        server.metadata = {};
        world.cloud.requests.length = 0;
        await world.update("Server", id, outs, serverInputs(world, { metadata: {} }));
        expect(world.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);
    });

    test("of a key that somebody else adds to an exclusive fleet stays when the fleet becomes additive", async () => {
        const { name: _ofOneServer, ...alike } = serverInputs(world, { metadata: { role: "web" } });
        const inputs = { ...alike, namePrefix: "web", count: 1 };
        const exclusive = { ...inputs, metadataMode: "exclusive" };
        const { id, outs } = await world.create("ServerFleet", exclusive);
        const [server] = world.cloud.region().servers.values();
        if (!server) throw new Error("It is gone.");
        Object.assign(server, { metadata: { ...server.metadata, ...own("theirs") } });
        const { props } = await world.read("ServerFleet", id, outs);
        expect((await world.diff("ServerFleet", props as Values, exclusive)).changes).toBe(true);
        await world.update("ServerFleet", id, props as Values, inputs);
        expect(Object.entries(server.metadata)).toContainEqual([name, "theirs"]);
    });

    test("of a security group is added and taken away", async () => {
        const group = [...world.cloud.region().securityGroups.values()].find(({ name }) => name === "web");
        if (!group) throw new Error("There is no such group.");
        group.name = name;
        const inputs = serverInputs(world, { securityGroups: [name] });
        const { id, outs } = await world.create("Server", inputs);
        expect(outs.securityGroups).toEqual([name]);
        await world.update("Server", id, outs, serverInputs(world, { securityGroups: [] }));
        expect(live(id)?.securityGroupIds).toEqual([]);
        const given = await world.create("SecurityGroupAssignment", { serverId: id, securityGroup: name });
        expect(given.id).toBe(`${id}/${name}`);
        await world.delete("SecurityGroupAssignment", given.id, given.outs);
    });

    test("of a status that a server has is one of which no power state is known, and no drift", async () => {
        const inputs = serverInputs(world);
        const { id, outs } = await world.create("Server", inputs);
        Object.assign(live(id) ?? {}, { status: name });
        const { props } = await world.read("Server", id, outs);
        expect(props).toMatchObject({ status: name, powerState: "active" });
        expect((await world.diff("Server", props as Values, inputs)).changes).toBe(false);
    });

    test("of an image's property and of a keypair is one like others", async () => {
        const { id, outs } = await world.create("Server", serverInputs(world));
        const { ids } = world.cloud.region();
        const image = world.cloud.region().images.get(ids.image);
        if (!image) throw new Error("There is no such image.");
        image.properties = { ...image.properties, ...JSON.parse(`{"${name}":"1"}`) };
        const again = await world.create("Server", serverInputs(world, { name: "again" }));
        expect(again.outs.status).toBe("ACTIVE");
        const key = await world.create("Keypair", { name });
        const other = await world.create("Server", serverInputs(world, { name: "other", keyName: name }));
        expect(other.outs.keyName).toBe(name);
        await world.delete("Server", other.id, other.outs);
        await world.delete("Keypair", key.id, key.outs);
        await world.delete("Server", id, outs);
    });
});

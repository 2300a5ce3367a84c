import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

describe("a security group assignment", () => {
    let world: World;
    let serverId: string;
    beforeEach(async () => {
        world = await startWorld();
        await world.create("Keypair", { name: "access" });
        serverId = (await world.create("Server", serverInputs(world))).id;
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const assign = (securityGroup = "db") =>
        // As where the id comes from a Server of the program.
        world.create("SecurityGroupAssignment", { serverId, securityGroup, __derived: ["serverId"] });
    const groups = async () => (await world.read("Server", serverId, {})).props?.securityGroups;

    it("is there when the server shows the group, for one list of groups, one POST and one look", async () => {
        const { id } = await assign();
        expect(id).toBe(`${serverId}/db`);
        expect(world.calls().map((call) => call.split(" ")[0])).toEqual(["GET", "POST", "GET"]);
        expect(await groups()).toEqual(["db", "default"]);
    });

    it("takes a group by its id, and names it in its own id", async () => {
        const group = [...world.cloud.region().securityGroups.values()].find(({ name }) => name === "web");
        const { id, outs } = await assign(group?.id);
        expect(id).toBe(`${serverId}/web`);
        expect((await world.read("SecurityGroupAssignment", id, outs)).props).toEqual(outs);
    });

    it("takes over a group that the server has already", async () => {
        await assign();
        expect((await assign()).id).toBe(`${serverId}/db`);
    });

    it("waits in its row while a volume is attached to the same server", async () => {
        const volumeId = world.cloud.region().addVolume();
        await Promise.all([world.create("VolumeAttachment", { serverId, volumeId }), assign()]);
        expect(world.statusLines).toContain(`waiting for another change of server ${serverId} · 0 s`);
    });

    it("is gone when the server no longer shows the group", async () => {
        const { id, outs } = await assign();
        await world.delete("SecurityGroupAssignment", id, outs);
        expect(await groups()).toEqual(["default"]);
        expect(await world.read("SecurityGroupAssignment", id, outs)).toEqual({});
        await world.delete("SecurityGroupAssignment", id, outs);
    });

    it("is gone with its server", async () => {
        const { id, outs } = await assign();
        await world.delete("Server", serverId, {});
        expect(await world.read("SecurityGroupAssignment", id, outs)).toEqual({});
        await world.delete("SecurityGroupAssignment", id, outs);
    });

    it("of an unknown group is an error in the cloud's words where nothing was checked before", async () => {
        await world.close();
        world = await startWorld({ environment: { NHNCLOUD_PREFLIGHT: "false" } });
        await world.create("Keypair", { name: "access" });
        serverId = (await world.create("Server", serverInputs(world))).id;
        const error = await world.failure(assign("nope"));
        expect(error.message).toMatch(
            new RegExp(
                `^Adding security group "nope" to server ${serverId}: Security group nope is not found`,
            ),
        );
        expect(error.id).toBeUndefined();
    });

    it("comes one after another on one server", async () => {
        await Promise.all([assign("db"), assign("web")]);
        expect(await groups()).toEqual(["db", "default", "web"]);
    });

    it("of another group replaces it", async () => {
        const { outs } = await assign();
        expect(await world.diff("SecurityGroupAssignment", outs, { serverId, securityGroup: "web" })).toEqual(
            {
                changes: true,
                replaces: ["securityGroup"],
                deleteBeforeReplace: true,
            },
        );
    });
});

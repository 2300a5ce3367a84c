import { wireServer } from "../api/wire";
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
    const idOf = (group: string) =>
        [...world.cloud.region().securityGroups.values()].find(({ name }) => name === group)?.id ?? "";
    const groups = async () => (await world.read("Server", serverId, {})).props?.securityGroups;

    it("is there when the server shows the group, for one list of groups, one POST and one look", async () => {
        const { id } = await assign();
        expect(id).toBe(`${serverId}/db`);
        expect(world.calls().map((call) => call.split(" ")[0])).toEqual(["GET", "POST", "GET"]);
        expect(await groups()).toEqual(["db", "default"]);
    });

    it("takes a group by its id, and names it in its own id", async () => {
        const { id, outs } = await assign(idOf("web"));
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

    it("is gone only when the server no longer shows it, however late that is", async () => {
        const { id, outs } = await assign();
        const path = new RegExp(`servers/${serverId}$`);
        const body = { server: wireServer({ id: serverId, security_groups: [{ name: "db" }] }) };
        world.cloud.faults.add({ method: "GET", path, kind: "respond", status: 200, body, times: 2 });
        world.cloud.requests.length = 0;
        await world.delete("SecurityGroupAssignment", id, outs);
        expect(world.calls().filter((call) => path.test(call))).toHaveLength(3);
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

    it("that the cloud does not carry out is kept in state, and the next update adds it again", async () => {
        world.cloud.faults.add({ method: "POST", path: /action$/, kind: "respond", status: 202 });
        const inputs = { serverId, securityGroup: "db" };
        const error = await world.failure(
            world.create("SecurityGroupAssignment", { ...inputs, timeouts: { create: 5 } }),
        );
        expect(error.message).toContain(
            "timed out after 5 s waiting for it to be added; last status: absent",
        );
        const outs = await world.update(
            "SecurityGroupAssignment",
            `${error.id}`,
            error.properties ?? {},
            inputs,
        );
        expect(await groups()).toEqual(["db", "default"]);
        expect((await world.diff("SecurityGroupAssignment", outs, inputs)).changes).toBe(false);
    });

    const actions = { method: "POST", path: /action$/ } as const;
    const posts = () => world.calls().filter((call) => call.startsWith("POST"));

    it("that is there is not added again by an update, and names the timeout where it does not show", async () => {
        const { id, outs } = await assign();
        world.cloud.requests.length = 0;
        const inputs = { serverId, securityGroup: "db", timeouts: { update: 5 } };
        await world.update("SecurityGroupAssignment", id, outs, inputs);
        expect(posts()).toEqual([]);
        const server = world.cloud.region().servers.get(serverId);
        if (server) server.securityGroupIds = [];
        world.cloud.faults.add({ ...actions, kind: "respond", status: 202 });
        const error = await world.failure(world.update("SecurityGroupAssignment", id, outs, inputs));
        expect(error.message).toMatch(
            /timed out after 5 s waiting for it to be added; last status: absent\. .* increase timeouts\.update\.$/,
        );
        expect(error.id).toBe(id);
    });

    it("is not added by an update to a server that is deleted, but kept for a while", async () => {
        const { id, outs } = await assign();
        const { servers } = world.cloud.region();
        Object.assign(servers.get(serverId) ?? {}, { securityGroupIds: [], status: "SOFT_DELETED" });
        world.cloud.requests.length = 0;
        const inputs = { serverId, securityGroup: "db", timeouts: { update: 5 } };
        await world.failure(world.update("SecurityGroupAssignment", id, outs, inputs));
        expect(posts()).toEqual([]);
    });

    it("that the cloud refuses is an error, unless the server has the group", async () => {
        const body = { badRequest: { code: 400, message: "No more groups." } };
        world.cloud.faults.add({ ...actions, kind: "respond", status: 400, body });
        const error = await world.failure(assign());
        expect(error.message).toMatch(/: No more groups \(HTTP 400, /);
        expect(error.id).toBeUndefined();
    });

    it("is gone where its server goes meanwhile", async () => {
        const { id, outs } = await assign();
        const onHit = () => world.cloud.region().servers.delete(serverId);
        world.cloud.faults.add({ ...actions, kind: "respond", status: 202, onHit });
        await world.delete("SecurityGroupAssignment", id, outs);
        expect(await world.read("SecurityGroupAssignment", id, outs)).toEqual({});
    });

    it("is found by its id alone, also where the name of the group has a slash", async () => {
        const group = world.cloud.region().securityGroups.get(idOf("db"));
        if (group) group.name = "db/eu";
        const { id } = await assign("db/eu");
        expect(id).toBe(`${serverId}/db/eu`);
        const got = await world.read("SecurityGroupAssignment", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({ serverId, securityGroup: "db/eu" });
        for (const other of ["nonsense", serverId, `${serverId}/`, "nonsense/db"]) {
            const error = await world.failure(
                world.read("SecurityGroupAssignment", other, { __provider: "pointer" }),
            );
            expect(error.message).toMatch(
                /is not a security group assignment id\. Use SERVER_ID\/SECURITY_GROUP_NAME\.$/,
            );
        }
    });

    it("survives lost answers, and is kept in state where nothing is known of it", async () => {
        const path = /action$/;
        world.cloud.faults.add({ method: "POST", path, kind: "lose" });
        await assign();
        expect(await groups()).toEqual(["db", "default"]);
        world.cloud.faults.add({ method: "POST", path, kind: "lose", times: 2 });
        const error = await world.failure(assign("web"));
        expect(error.id).toBe(`${serverId}/web`);
        await world.delete("SecurityGroupAssignment", `${serverId}/web`, error.properties ?? {});
        expect(await groups()).toEqual(["db", "default"]);
    });

    it("shows no difference after an update and a refresh, by name or by id", async () => {
        for (const securityGroup of ["db", idOf("web")]) {
            const { id, outs } = await assign(securityGroup);
            const inputs = { serverId, securityGroup, timeouts: { delete: 60 } };
            expect((await world.diff("SecurityGroupAssignment", outs, inputs)).changes).toBe(true);
            const updated = await world.update("SecurityGroupAssignment", id, outs, inputs);
            expect((await world.diff("SecurityGroupAssignment", updated, inputs)).changes).toBe(false);
            const { props } = await world.read("SecurityGroupAssignment", id, updated);
            expect(props).toEqual(updated);
        }
    });

    it("of a group by its id that somebody deletes is gone", async () => {
        const { id, outs } = await assign(idOf("db"));
        const { servers, securityGroups } = world.cloud.region();
        const server = servers.get(serverId);
        if (server) server.securityGroupIds = server.securityGroupIds.filter((group) => group !== idOf("db"));
        securityGroups.delete(idOf("db"));
        const next = world.nextRun({ ids: [id] });
        expect(await next.read("SecurityGroupAssignment", id, outs)).toEqual({});
        await next.delete("SecurityGroupAssignment", id, outs);
    });

    it("of one of two groups of the same name, by its id, is added and taken away", async () => {
        const { id, outs } = await assign(idOf("twin"));
        expect(await groups()).toEqual(["default", "twin"]);
        await world.delete("SecurityGroupAssignment", id, outs);
        expect(await groups()).toEqual(["default"]);
    });

    it("of a server that is deleted, but kept for a while, is gone", async () => {
        const { id, outs } = await assign();
        world.cloud.region().setStatus(serverId, "SOFT_DELETED");
        expect(await world.read("SecurityGroupAssignment", id, outs)).toEqual({});
        world.cloud.faults.add({ method: "POST", path: /action$/, kind: "respond", status: 202 });
        await world.delete("SecurityGroupAssignment", id, outs);
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

import { serverInputs } from "../support/inputs";
import { hiddenInputs } from "../support/provider";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

describe("what the cloud answers about a security group assignment", () => {
    let world: World;
    let serverId: string;
    beforeEach(async () => {
        world = await startWorld({ environment: { NHNCLOUD_PREFLIGHT: "false" } });
        await world.create("Keypair", { name: "access" });
        serverId = (await world.create("Server", serverInputs(world))).id;
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const actions = { method: "POST", path: /action$/ } as const;
    const assign = (more: Values = {}) =>
        world.create("SecurityGroupAssignment", { serverId, securityGroup: "db", ...more });
    const posts = () => world.calls().filter((call) => call.startsWith("POST"));
    const has = (name: string) => {
        const { servers, securityGroups } = world.cloud.region();
        const ids = servers.get(serverId)?.securityGroupIds ?? [];
        return ids.some((id) => securityGroups.get(id)?.name === name);
    };

    it("that it may not be read, added or taken away is told with the group and the server", async () => {
        const { id, outs } = await assign();
        const refuse = (method: string) =>
            world.cloud.faults.add({ method, path: /servers\//, kind: "respond", status: 403 });
        refuse("GET");
        const read = await world.failure(world.read("SecurityGroupAssignment", id, outs));
        expect(read.message).toMatch(
            new RegExp(`^Reading security group "db" of server ${serverId}: .*\\(HTTP 403, `),
        );
        refuse("GET");
        const inputs = { serverId, securityGroup: "db", timeouts: { update: 5 } };
        const update = await world.failure(world.update("SecurityGroupAssignment", id, outs, inputs));
        expect(update.message).toMatch(
            new RegExp(`^Adding security group "db" to server ${serverId}: .*\\(HTTP 403, `),
        );
        refuse("POST");
        const removal = await world.failure(world.delete("SecurityGroupAssignment", id, outs));
        expect(removal.message).toMatch(
            new RegExp(`^Removing security group "db" from server ${serverId}: .*\\(HTTP 403, `),
        );
        expect(has("db")).toBe(true);
    });

    it("that it is taken away, while the server goes on showing it, is not believed", async () => {
        const { id, outs } = await assign({ timeouts: { delete: 5 } });
        world.cloud.faults.add({ ...actions, kind: "respond", status: 202 });
        const error = await world.failure(world.delete("SecurityGroupAssignment", id, outs));
        expect(error.message).toMatch(
            /: timed out after 5 s waiting for it to be removed; last status: present\. .* increase timeouts\.delete\.$/,
        );
    });

    it("that it is not there to be taken away are the end of it, without another look", async () => {
        const { id, outs } = await assign();
        world.cloud.faults.add({ ...actions, kind: "respond", status: 404 });
        world.cloud.requests.length = 0;
        await world.delete("SecurityGroupAssignment", id, outs);
        expect(world.calls()).toHaveLength(1);
    });

    it("that it may not be added is told at once, though the server has the group", async () => {
        await assign();
        world.cloud.faults.add({ ...actions, kind: "respond", status: 403 });
        expect((await world.failure(assign())).message).toMatch(/\(HTTP 403, /);
    });

    it("that there is no group of that id is told before anything is asked for", async () => {
        const id = "4b293d31-ebd5-4a7f-be03-874b90021e54";
        const error = await world.failure(assign({ securityGroup: id }));
        expect(error.message).toBe(
            `Adding security group "${id}" to server ${serverId}: security group ${id} was not found. Check the id and the region.`,
        );
        expect(posts()).toEqual([]);
    });

    it("about a group that is given by its id are about its name, which is asked for once", async () => {
        const [group] = [...world.cloud.region().securityGroups.values()].filter(({ name }) => name === "db");
        const { id, outs } = await assign({ securityGroup: group?.id });
        expect(has("db")).toBe(true);
        await world.delete("SecurityGroupAssignment", id, outs);
        expect(has("db")).toBe(false);
        expect(world.calls().filter((call) => call.includes("/security-groups/"))).toHaveLength(1);
    });

    it("while it is not shown are waited for in the row, and in the time of creates", async () => {
        world.cloud.faults.add({ ...actions, kind: "respond", status: 202 });
        const error = await world.failure(assign({ timeouts: { create: 5 } }));
        expect(error.message).toMatch(/ increase timeouts\.create\.$/);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^absent → added · \d+ s$/));
    });

    it("that it is refused, and then that the server is gone, are told as the refusal", async () => {
        const onHit = () => void world.cloud.region().servers.delete(serverId);
        world.cloud.faults.add({ ...actions, kind: "respond", status: 400, onHit });
        expect((await world.failure(assign())).message).toMatch(/\(HTTP 400, /);
    });

    it("about a group that another resource gives are not asked for, and the row says whose it is", async () => {
        const { id, outs } = await assign();
        const run = world.nextRun({ ids: [id] });
        const renamed = hiddenInputs("SecurityGroupAssignment", "renamed");
        await run.create("SecurityGroupAssignment", { ...renamed, serverId, securityGroup: "db" });
        world.cloud.requests.length = 0;
        await run.delete("SecurityGroupAssignment", id, outs);
        expect(world.calls()).toEqual([]);
        expect(world.statusLines).toContain('kept for SecurityGroupAssignment "renamed" · 0 s');
    });

    it("are not asked for with an id that is none", async () => {
        const error = await world.failure(
            world.read("SecurityGroupAssignment", "nonsense", { __provider: "pointer" }),
        );
        expect(error.message).toBe(
            'Reading security group assignment "nonsense": "nonsense" is not a security group assignment id. Use SERVER_ID/SECURITY_GROUP_NAME.',
        );
        expect(world.calls()).toEqual([]);
    });

    it("that the server is gone are told where it shall get a group, and the assignment stays known", async () => {
        const { id, outs } = await assign();
        world.cloud.region().servers.delete(serverId);
        world.cloud.requests.length = 0;
        const inputs = { serverId, securityGroup: "db", timeouts: { update: 5 } };
        const error = await world.failure(world.update("SecurityGroupAssignment", id, outs, inputs));
        expect(error.id).toBe(id);
        expect(posts()).toEqual([]);
    });

    it("about the groups of a server's own list are the groups that it has, and no others", async () => {
        const listed = serverInputs(world, { securityGroups: ["default", "web"] });
        const { id, outs } = await world.create("Server", listed);
        serverId = id;
        expect([has("default"), has("web"), has("db")]).toEqual([true, true, false]);
        await world.update("Server", id, outs, serverInputs(world, { securityGroups: ["default"] }));
        expect([has("default"), has("web")]).toEqual([true, false]);
    });
});

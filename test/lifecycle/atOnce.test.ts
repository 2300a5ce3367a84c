import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

/** What one server cannot take at once, on a cloud where the later of two requests may be done first, or undo the other. */
describe("several changes of one server at once", () => {
    let world: World;
    let server: { id: string; outs: Values };
    beforeEach(async () => {
        world = await startWorld({ raceWindowMilliseconds: 100 });
        await world.create("Keypair", { name: "access" });
        server = await world.create("Server", serverInputs(world));
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const attach = (volumeId: string, more: Values = {}) =>
        world.create("VolumeAttachment", { serverId: server.id, volumeId, ...more });
    const assign = (securityGroup: string) =>
        world.create("SecurityGroupAssignment", { serverId: server.id, securityGroup });
    const volumes = (count: number) => Array.from({ length: count }, () => world.cloud.region().addVolume());
    const groups = async () => (await world.read("Server", server.id, {})).props?.securityGroups;
    /** Requests that change the server, in the order in which they were carried out. */
    const changes = () =>
        world.cloud.requests.flatMap(({ method, action }) => (method === "DELETE" ? method : (action ?? [])));

    test("attach volumes in the order in which they were asked for", async () => {
        const made = await Promise.all(volumes(3).map((id) => attach(id)));
        expect(made.map(({ outs }) => outs.device)).toEqual(["/dev/vdb", "/dev/vdc", "/dev/vdd"]);
    });

    test("attach again what the cloud took off, in the order in which it was asked for", async () => {
        const made = await Promise.all(volumes(2).map((id) => attach(id)));
        for (const { id, outs } of made) await world.nextRun().delete("VolumeAttachment", id, outs);
        const again = await Promise.all(
            made.map(({ id, outs }) => {
                const { serverId, volumeId } = outs;
                return world.update("VolumeAttachment", id, outs, { serverId, volumeId });
            }),
        );
        expect(again.map(({ device }) => device)).toEqual(["/dev/vdb", "/dev/vdc"]);
    });

    test("stop it for one detachment after the other, so that it never runs while a volume is taken off", async () => {
        const made = await Promise.all(volumes(2).map((id) => attach(id, { stopBeforeDetach: true })));
        world.cloud.requests.length = 0;
        await Promise.all(made.map(({ id, outs }) => world.delete("VolumeAttachment", id, outs)));
        const detachment = ["os-stop", "DELETE", "os-start"];
        expect(changes()).toEqual([...detachment, ...detachment]);
    });

    test("add security groups, and none is lost", async () => {
        await Promise.all([assign("db"), assign("web")]);
        expect(await groups()).toEqual(["db", "default", "web"]);
    });

    test("take security groups away, and none comes back", async () => {
        const made = await Promise.all([assign("db"), assign("web")]);
        await Promise.all(made.map(({ id, outs }) => world.delete("SecurityGroupAssignment", id, outs)));
        expect(await groups()).toEqual(["default"]);
    });

    test("add again the security groups that the cloud lost, and none is lost", async () => {
        const made = await Promise.all([assign("db"), assign("web")]);
        for (const { id, outs } of made) await world.nextRun().delete("SecurityGroupAssignment", id, outs);
        await Promise.all(
            made.map(({ id, outs }) => world.update("SecurityGroupAssignment", id, outs, outs)),
        );
        expect(await groups()).toEqual(["db", "default", "web"]);
    });

    test("change its own list of groups while an assignment adds one, and none is lost", async () => {
        const listed = serverInputs(world, { securityGroups: ["default", "web"] });
        await Promise.all([world.update("Server", server.id, server.outs, listed), assign("db")]);
        expect(await groups()).toEqual(["db", "default", "web"]);
    });

    test("make an image of it before a volume is attached that was asked for later", async () => {
        const { id } = await world.create("Server", {
            ...serverInputs(world, { name: "local", blockDevices: undefined }),
            flavorId: world.cloud.region().ids.localFlavor,
        });
        world.cloud.requests.length = 0;
        const [volumeId] = volumes(1);
        await Promise.all([
            world.create("ServerImage", { serverId: id, name: "golden" }),
            world.create("VolumeAttachment", { serverId: id, volumeId }),
        ]);
        const asked = world.cloud.requests.filter(({ method }) => method === "POST");
        expect(asked.map(({ action, path }) => action ?? path.split("/").at(-1))).toEqual([
            "createImage",
            "os-volume_attachments",
        ]);
    });
});

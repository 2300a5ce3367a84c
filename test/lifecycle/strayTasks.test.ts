import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

describe("a server that does something which nobody here asked for", () => {
    let world: World;
    let server: { id: string; outs: Values };
    beforeEach(async () => {
        world = await startWorld();
        await world.create("Keypair", { name: "access" });
        server = await world.create("Server", serverInputs(world));
    });
    afterEach(() => world.close());

    const stop = (more: Values = {}) =>
        world.update(
            "Server",
            server.id,
            server.outs,
            serverInputs(world, { powerState: "stopped", ...more }),
        );
    const live = () => world.cloud.region().servers.get(server.id);

    test.each([["image_backup"], ["updating_password"], ["migrating"]])(
        "is changed when its task %s is over",
        async (task) => {
            world.cloud.region().beginTask(server.id, task, 90);
            const began = world.clock.now();
            expect((await stop()).power).toBe("off");
            const seconds = (world.clock.now() - began) / 1000;
            expect([seconds >= 90, seconds < 130]).toEqual([true, true]);
        },
    );

    test("is left alone at the deadline, and the failure names the task", async () => {
        world.cloud.region().beginTask(server.id, "image_backup");
        const began = world.clock.now();
        const error = await world.failure(stop({ timeouts: { update: 60 } }));
        expect((error.reasons ?? [error.message]).join()).toBe(
            'Updating server "web": timed out after 60 s waiting for it to be stable; last status: ACTIVE (image_backup). ' +
                "Run pulumi up again to continue waiting, or increase timeouts.update.",
        );
        expect((world.clock.now() - began) / 1000).toBeLessThan(62);
        expect(live()).toMatchObject({ status: "ACTIVE", taskState: "image_backup" });
    });

    test("gets its volume and its group when the task is over", async () => {
        world.cloud.region().beginTask(server.id, "image_backup", 40);
        const { id: serverId } = server;
        const volumeId = world.cloud.region().addVolume();
        await Promise.all([
            world.create("VolumeAttachment", { serverId, volumeId }),
            world.create("SecurityGroupAssignment", { serverId, securityGroup: "db" }),
        ]);
        expect(live()?.attachments).toHaveLength(2);
        expect(live()?.securityGroupIds).toHaveLength(2);
    });

    test("is deleted while it does it", async () => {
        world.cloud.region().beginTask(server.id, "image_backup");
        await world.delete("Server", server.id, server.outs);
        expect(await world.read("Server", server.id, server.outs)).toEqual({});
    });
});

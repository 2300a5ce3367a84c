import * as dynamic from "pulumi-nhncloud";
import * as plugin from "pulumi-nhncloud/plugin";
import { changingRequests, leftovers } from "../../demo/cloudState";
import { handlers } from "../../provider/src/resources/handlers";
import { changedStepsOf } from "../engine/scene";
import { declare, type Library, useEarlier, volumeOf } from "../engine/states/earlier";

describe("a stack with every kind that was made before there was the plugin", () => {
    const scene = useEarlier("everyKind");

    const program = (nhncloud: Library) => async () => {
        const { access, web } = declare(scene, {}, nhncloud);
        new nhncloud.PlacementPolicy("apart");
        new nhncloud.Volume("disk", { size: 10, description: "all of it" });
        new nhncloud.FloatingIp("public", { serverId: web.id });
        new nhncloud.Readiness("ready", { host: "127.0.0.1", port: 8080, protocol: "tcp" });
        return { privateKey: access.privateKey };
    };

    const typesOf = (prefix: string) =>
        Object.keys(handlers)
            .map((kind) => `${prefix}:${kind}`)
            .sort();

    const kept = async () => ({
        ids: (await scene.stack.storedResources()).map(({ id }) => id).sort(),
        privateKey: (await scene.stack.outputs()).privateKey?.value,
    });

    /** One line of the program is another, and nothing changes. */
    const expectMove = async (library: Library, prefix: string) => {
        const before = await kept();
        scene.stack.program = program(library);
        expect(changedStepsOf(await scene.stack.up())).toEqual([]);
        const stored = await scene.stack.storedResources();
        expect(stored.map(({ type }) => type).sort()).toEqual(typesOf(prefix));
        expect(await kept()).toEqual(before);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    };

    test("moves to the plugin without a change, which reads it without drift", async () => {
        await expectMove(plugin, "nhncloud:compute");
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
    });

    test("moves back without a change", () => expectMove(dynamic, "pulumi-nodejs:dynamic/nhncloud/compute"));

    test("is destroyed, and nothing is left in the cloud", async () => {
        expect((await scene.stack.destroy()).changes).toEqual({ delete: 10 });
        expect(leftovers(scene.region)).toEqual([]);
        expect([...scene.region.volumes.keys()]).toEqual([volumeOf(scene)]);
    });
});

import * as dynamic from "pulumi-nhncloud";
import * as plugin from "pulumi-nhncloud/plugin";
import { liveServers } from "../../demo/cloudState";
import { changedStepsOf, destroyAll, expectNothingToDo, smallServer, useScene } from "../engine/scene";

const doors = { dynamic, plugin };

describe.each([
    ["dynamic", "plugin"],
    ["plugin", "dynamic"],
] as const)("a stack that moves from %s to %s while a server is replaced", (from, to) => {
    const scene = useScene();

    const program = (door: keyof typeof doors, userData: string) => async () => {
        const { Keypair, Server } = doors[door];
        new Server("web", { ...smallServer(scene, new Keypair("access").id), userData });
    };

    test("keeps the old server where it cannot be deleted yet", async () => {
        scene.stack.program = program(from, "#!/bin/sh\necho one\n");
        await scene.stack.up();
        scene.stack.program = program(to, "#!/bin/sh\necho two\n");
        const body = { forbidden: { code: 403, message: "Not now." } };
        scene.cloud.faults.add({ method: "DELETE", path: /\/servers\//, kind: "respond", status: 403, body });
        const { failure } = await scene.stack.attempt("up");
        expect(String(failure)).toContain("Not now (HTTP 403");
        expect(liveServers(scene.region)).toHaveLength(2);
    });

    test("deletes it with the next up", async () => {
        expect(changedStepsOf(await scene.stack.up())).toEqual(["delete-replaced web"]);
        expect(liveServers(scene.region)).toHaveLength(1);
        await expectNothingToDo(scene);
        await destroyAll(scene);
    });
});

import {
    getFlavor,
    getFlavorOutput,
    getImageOutput,
    getServerOutput,
    Keypair,
    Server,
} from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import { changedStepsOf, destroyAll, expectNothingToDo, requestsOf, useScene } from "./scene";

describe("a program that looks up what the cloud has", () => {
    const scene = useScene();
    const lists = /flavors\/detail$|\/images$/;
    const nobody = "00000000-0000-4000-8000-000000000000";

    /** A server of what it finds, whose outputs tell what it finds of that, and what else it looks for. */
    const program =
        (look: (web: Server) => Promise<Record<string, unknown>> | Record<string, unknown>) => async () => {
            const flavor = await getFlavor({ name: "u2.c1m1" });
            const web = new Server("web", {
                imageId: getImageOutput({ name: "Ubuntu Server 22.04.3 LTS" }).id,
                flavorId: flavor.id,
                keyName: new Keypair("access").id,
                networks: [{ uuid: scene.region.ids.network }],
            });
            return look(web);
        };
    const itself = program((web) => {
        const found = getServerOutput({ id: web.id });
        return { name: found.name, status: found.status, disk: getFlavorOutput({ id: found.flavorId }).disk };
    });

    test("looks already in a preview, where it makes nothing", async () => {
        scene.stack.program = itself;
        const outcome = await scene.stack.preview();
        expect(changedStepsOf(outcome)).toEqual(["create access", "create web"]);
        // The program asks once, and once the check of the server, which runs in another process.
        expect(requestsOf(scene, lists)).toHaveLength(4);
        expect(requestsOf(scene, /^POST .*servers$/)).toEqual([]);
    });

    test("makes a server of what it found, and looks at that", async () => {
        await scene.stack.up();
        // A new run looks anew.
        expect(requestsOf(scene, lists)).toHaveLength(4);
        const [server] = liveServers(scene.region);
        expect(server).toMatchObject({
            imageId: scene.region.ids.image,
            flavorId: scene.region.ids.localFlavor,
        });
        expect(await scene.stack.outputs()).toMatchObject({
            name: { value: server?.name },
            status: { value: "ACTIVE" },
            disk: { value: 20 },
        });
        await expectNothingToDo(scene);
    });

    test("reads by Server.get what exists, and manages nothing of it; gets a sentence for what there is not", async () => {
        const [existing] = liveServers(scene.region);
        scene.stack.program = program(async () => {
            const { name, status, flavorId } = Server.get("found", String(existing?.id));
            // Caught: jest takes a rejection that the engine's own handler would show for a failure of the test.
            const message = await getFlavor({ name: "m9" }).catch((error: Error) => error.message);
            return { name, status, flavorId, message };
        });
        expect(changedStepsOf(await scene.stack.up())).toEqual(["read found"]);
        expect(await scene.stack.outputs()).toMatchObject({
            name: { value: existing?.name },
            status: { value: "ACTIVE" },
            flavorId: { value: scene.region.ids.localFlavor },
            message: {
                value: 'Looking up flavor "m9": none was found with that name in region KR1. List them with getFlavors().',
            },
        });
    });

    test("is told by Server.get of an unknown id which that is", async () => {
        scene.stack.program = program(() => ({ found: Server.get("found", nobody).name }));
        const { failure } = await scene.stack.attempt("up");
        expect(failure).toContain(nobody);
        expect(failure).toMatch(/: not found\. /);
    });

    test("loses a server that vanished in a refresh, and makes another in the next up", async () => {
        const [vanished] = liveServers(scene.region);
        scene.region.servers.delete(String(vanished?.id));
        scene.stack.program = itself;
        expect(changedStepsOf(await scene.stack.refresh()).sort()).toEqual(["delete found", "delete web"]);
        expect(changedStepsOf(await scene.stack.up())).toEqual(["create web"]);
        const live = liveServers(scene.region);
        expect(live.map(({ status }) => status)).toEqual(["ACTIVE"]);
        expect(live[0]?.id).not.toBe(vanished?.id);
    });

    test("can be destroyed after its server vanished", async () => {
        scene.region.servers.clear();
        await destroyAll(scene);
    });
});

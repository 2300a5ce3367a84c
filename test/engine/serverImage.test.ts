import { Keypair, Server, ServerImage, type ServerImageArgs } from "pulumi-nhncloud";
import { liveServers, madeImages } from "../../demo/cloudState";
import { changedStepsOf, destroyAll, expectNothingToDo, requestsOf, smallServer, useScene } from "./scene";

describe("an image of a server, from its first up to its end", () => {
    const scene = useScene({ seconds: { image: 0.5 } });

    const program =
        (more: Partial<ServerImageArgs> = {}) =>
        async () => {
            const keypair = new Keypair("access");
            const web = new Server("web", smallServer(scene, keypair.id));
            const golden = new ServerImage("golden", { serverId: web.id, stopServer: true, ...more });
            return { imageId: golden.imageId, status: golden.status, minDisk: golden.minDisk };
        };
    const made = () => madeImages(scene.region);

    test("an up makes it, with the server stopped meanwhile and running again after", async () => {
        scene.stack.program = program();
        const outcome = await scene.stack.up();
        expect(outcome.changes).toEqual({ create: 3 });
        expect(outcome.warnings).toEqual([]);
        const [image] = made();
        expect(image).toMatchObject({
            status: "active",
            name: expect.stringMatching(/^golden-[0-9a-f]{7}$/),
        });
        const outputs = await scene.stack.outputs();
        expect(outputs.imageId?.value).toBe(image?.id);
        expect(outputs.status?.value).toBe("active");
        expect(outputs.minDisk?.value).toBe(20);
        expect(requestsOf(scene, /^POST .*\/volumes\/[^/]+\/action$/)).toHaveLength(1);
        expect(requestsOf(scene, /^POST .*\/servers\/[^/]+\/action$/)).toHaveLength(2);
        expect(liveServers(scene.region).map(({ status }) => status)).toEqual(["ACTIVE"]);
    });

    test("a refresh right after finds nothing", async () => {
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
    });

    test("another name replaces it, the new one first", async () => {
        const [before] = made();
        scene.stack.program = program({ name: "silver" });
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toEqual([
            "create-replacement golden",
            "replace golden",
            "delete-replaced golden",
        ]);
        expect(made().map(({ name, status }) => ({ name, status }))).toEqual([
            { name: "silver", status: "active" },
        ]);
        expect(made()[0]?.id).not.toBe(before?.id);
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        const outcome = await destroyAll(scene);
        expect(outcome.changes).toEqual({ delete: 3 });
        expect(outcome.warnings).toEqual([]);
    });
});

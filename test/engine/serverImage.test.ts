import { Keypair, Server, type ServerArgs, ServerImage, type ServerImageArgs } from "pulumi-nhncloud";
import { leftovers, liveServers } from "../../demo/cloudState";
import {
    changedStepsOf,
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    requestsOf,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("an image of a server, from its first up to its end", () => {
    let scene: Scene;
    let seeded: Set<string>;

    const program =
        (more: Partial<ServerImageArgs> = {}, builder: Partial<ServerArgs> = {}) =>
        async () => {
            const keypair = new Keypair("access");
            const web = new Server("web", { ...smallServer(scene), keyName: keypair.id, ...builder });
            const golden = new ServerImage("golden", { serverId: web.id, stopServer: true, ...more });
            return { imageId: golden.imageId, status: golden.status, minDisk: golden.minDisk };
        };
    const made = () => [...scene.region.images.values()].filter(({ id }) => !seeded.has(id));

    beforeAll(async () => {
        scene = await openScene({ seconds: { image: 0.5 } });
        seeded = new Set(scene.region.images.keys());
    });
    beforeEach(() => {
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

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

    test("a preview and a refresh right after find nothing to do", async () => {
        await expectNothingToDo(scene);
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

    test("one that vanished is dropped by a refresh and made again by the next up", async () => {
        scene.region.images.delete(String(made()[0]?.id));
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["delete golden"]);
        expect(changedStepsOf(await scene.stack.up())).toEqual(["create golden"]);
        expect(made().map(({ status }) => status)).toEqual(["active"]);
    });

    test("another server under adoptExisting makes another image of that name, and only the old one goes", async () => {
        const [before] = made();
        scene.stack.program = program({ name: "silver", adoptExisting: true });
        expect(changedStepsOf(await scene.stack.up())).toEqual([]);
        scene.stack.program = program(
            { name: "silver", adoptExisting: true },
            { userData: "another builder" },
        );
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toContain("create-replacement golden");
        expect(made()).toMatchObject([{ name: "silver", status: "active" }]);
        expect(made()[0]?.id).not.toBe(before?.id);
        expect((await scene.stack.outputs()).imageId?.value).toBe(made()[0]?.id);
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        const outcome = await scene.stack.destroy();
        expect(outcome.changes).toEqual({ delete: 3 });
        expect(outcome.warnings).toEqual([]);
        expect(leftovers(scene.region)).toEqual([]);
        expect(made()).toEqual([]);
    });
});

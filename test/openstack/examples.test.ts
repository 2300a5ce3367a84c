import { examples } from "./examples";
import { changedStepsOf, openScene, type Scene } from "./scene";

jest.setTimeout(300_000);

describe.each(examples)("the example $name on a real cloud", (example) => {
    let scene: Scene;
    beforeAll(async () => {
        scene = await openScene(example);
    });
    afterAll(() => scene?.close());

    /** The ids that the stack has, by kind; a keypair's is its name. */
    async function ids(kind: string): Promise<string[]> {
        const all = await scene.stack.storedResources();
        const found = all.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ id }) => String(id));
        return found.sort();
    }
    const statusOf = async (path: string) => (await scene.cloud.compute("GET", path)).status;

    test("goes up, and then there is nothing to do", async () => {
        const outcome = await scene.stack.up();
        expect(outcome.changes).toEqual({ create: example.size });
        expect(outcome.warnings).toEqual([]);
        for (const id of await ids("Server")) expect(await statusOf(`/servers/${id}`)).toBe(200);
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);
    });

    test("changes in place, and then there is nothing to do", async () => {
        const servers = await ids("Server");
        await scene.stack.configure(example.change(scene.cloud));
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toEqual(example.changes);
        expect(outcome.warnings).toEqual([]);
        expect(await ids("Server")).toEqual(servers);
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);
    });

    test("shows no drift in a refresh", async () => {
        const before = await scene.stack.outputs();
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
        expect(await scene.stack.outputs()).toEqual(before);
    });

    test("goes down, and the cloud has nothing of it", async () => {
        const servers = await ids("Server");
        const keypairs = await ids("Keypair");
        const outcome = await scene.stack.destroy();
        expect(outcome.changes).toEqual({ delete: example.size });
        expect(outcome.warnings).toEqual([]);
        for (const id of servers) await scene.cloud.gone(id);
        for (const name of keypairs) expect(await statusOf(`/os-keypairs/${name}`)).toBe(404);
    });
});

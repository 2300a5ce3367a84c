import { examples } from "./examples";
import { changedStepsOf, openScene, type Scene } from "./scene";

jest.setTimeout(300_000);

describe.each(examples)("the example $name on a real cloud", (example) => {
    let scene: Scene;
    beforeAll(async () => {
        scene = await openScene(example);
    });
    afterAll(() => scene?.close());

    /** The ids of the stack's resources of a kind; a keypair's is its name. */
    const idsOf = async (kind: string) =>
        (await scene.stack.storedResources())
            .filter(({ type }) => type.endsWith(`:${kind}`))
            .map(({ id }) => String(id));
    /** The ids of all servers, those of fleets too. */
    const serverIds = async () => {
        const resources = await scene.stack.storedResources();
        const inFleets = resources.flatMap(({ outputs }) => (outputs?.servers ?? []) as { id: string }[]);
        return [...(await idsOf("Server")), ...inFleets.map(({ id }) => id)];
    };
    const statusOf = async (path: string) => (await scene.cloud.compute("GET", path)).status;

    test("goes up, and then there is nothing to do", async () => {
        const outcome = await scene.stack.up();
        expect(outcome.changes).toEqual({ create: example.size });
        expect(outcome.warnings).toEqual([]);
        for (const id of await serverIds()) expect(await statusOf(`/servers/${id}`)).toBe(200);
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);
    });

    test("changes in place, and then there is nothing to do", async () => {
        const servers = await serverIds();
        await scene.stack.configure(example.change(scene.cloud));
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toEqual(example.changes);
        expect(outcome.warnings).toEqual([]);
        expect(await serverIds()).toEqual(expect.arrayContaining(servers));
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);
    });

    test("shows no drift in a refresh", async () => {
        const before = await scene.stack.outputs();
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
        expect(await scene.stack.outputs()).toEqual(before);
    });

    test("goes down, and the cloud has nothing of it", async () => {
        const servers = await serverIds();
        const keypairs = await idsOf("Keypair");
        const outcome = await scene.stack.destroy();
        expect(outcome.changes).toEqual({ delete: example.size });
        expect(outcome.warnings).toEqual([]);
        for (const id of servers) await scene.cloud.gone(id);
        for (const name of keypairs) expect(await statusOf(`/os-keypairs/${name}`)).toBe(404);
    });
});

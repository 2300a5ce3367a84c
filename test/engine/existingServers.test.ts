import { Keypair, Server } from "pulumi-nhncloud";
import { leftovers, liveServers } from "../../demo/cloudState";
import {
    changedStepsOf,
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("servers that the cloud has or has no more", () => {
    let scene: Scene;

    const program =
        (look: () => Record<string, unknown> = () => ({})) =>
        async () => {
            const keypair = new Keypair("access");
            new Server("web", { ...smallServer(scene), keyName: keypair.id, metadata: { role: "web" } });
            return look();
        };

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = program();
        await scene.stack.up();
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("Server.get reads a server that exists, and manages nothing of it", async () => {
        const [existing] = liveServers(scene.region);
        const id = String(existing?.id);
        scene.stack.program = program(() => {
            const found = Server.get("found", id);
            return {
                name: found.name,
                status: found.status,
                flavorId: found.flavorId,
                metadata: found.metadata,
            };
        });
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toEqual(["read found"]);
        const outputs = await scene.stack.outputs();
        expect(outputs.name?.value).toBe(existing?.name);
        expect(outputs.status?.value).toBe("ACTIVE");
        expect(outputs.flavorId?.value).toBe(scene.region.ids.flavor);
    });

    test("Server.get of an unknown id is an error that names it", async () => {
        const id = "00000000-0000-4000-8000-000000000000";
        scene.stack.program = program(() => {
            Server.get("found", id);
            return {};
        });
        const outcome = await scene.stack.attempt("up");
        expect(outcome.failure).toContain(id);
        expect(outcome.failure).toMatch(/there is none/);
    });

    test("a server that vanished is dropped by a refresh and created again by the next up", async () => {
        scene.stack.program = program();
        await scene.stack.up();
        const [vanished] = liveServers(scene.region);
        scene.region.servers.delete(String(vanished?.id));

        const refresh = await scene.stack.refresh();
        expect(changedStepsOf(refresh)).toEqual(["delete web"]);
        const up = await scene.stack.up();
        expect(changedStepsOf(up)).toEqual(["create web"]);
        const live = liveServers(scene.region);
        expect(live.map(({ status }) => status)).toEqual(["ACTIVE"]);
        expect(live[0]?.id).not.toBe(vanished?.id);
        await expectNothingToDo(scene);
    });

    test("a server that vanished is no obstacle to a destroy", async () => {
        for (const { id } of liveServers(scene.region)) scene.region.servers.delete(id);
        await scene.stack.destroy();
        expect(leftovers(scene.region).filter((rest) => !rest.startsWith("volume"))).toEqual([]);
    });
});

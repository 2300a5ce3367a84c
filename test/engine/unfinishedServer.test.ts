import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
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

function oneServer(scene: Scene, more: Partial<ServerArgs> = {}) {
    return async () => {
        const keypair = new Keypair("access");
        const server = new Server("web", { ...smallServer(scene), keyName: keypair.id, ...more });
        return { id: server.id, status: server.status };
    };
}

async function storedServer(scene: Scene) {
    const resources = await scene.stack.storedResources();
    return resources.find(({ type }) => type.endsWith(":Server"));
}

describe("a server that ends in ERROR", () => {
    let scene: Scene;
    let failedId: string;

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = oneServer(scene);
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("is kept in state, and the message tells the cloud's reason", async () => {
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        const outcome = await scene.stack.attempt("up");
        expect(outcome.failure).toContain("No valid host was found.");
        expect(outcome.failure).toContain("ERROR");
        expect(outcome.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        const [failed] = liveServers(scene.region);
        failedId = String(failed?.id);
        expect(await storedServer(scene)).toMatchObject({
            id: failedId,
            initErrors: [expect.stringContaining("ERROR")],
        });
    });

    test("is replaced by the next up", async () => {
        const outcome = await scene.stack.up();
        expect(outcome.steps.map(({ op, name }) => `${op} ${name}`)).toContain("create-replacement web");
        const live = liveServers(scene.region);
        expect(live.map(({ status }) => status)).toEqual(["ACTIVE"]);
        expect(live[0]?.id).not.toBe(failedId);
        expect((await storedServer(scene))?.initErrors ?? []).toEqual([]);
        await expectNothingToDo(scene);
    });

    test("leaves nothing behind after a destroy", async () => {
        await scene.stack.destroy();
        expect(leftovers(scene.region)).toEqual([]);
    });
});

describe("a server that is not ready in time", () => {
    let scene: Scene;
    let slowId: string;

    beforeAll(async () => {
        scene = await openScene({ seconds: { build: 5 } });
        scene.stack.program = oneServer(scene, { timeouts: { create: 1 } });
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("is kept in state, and the message says how to go on", async () => {
        const outcome = await scene.stack.attempt("up");
        expect(outcome.failure).toMatch(/still BUILD/);
        expect(outcome.failure).toMatch(/pulumi up/);
        const [slow] = liveServers(scene.region);
        slowId = String(slow?.id);
        expect((await storedServer(scene))?.id).toBe(slowId);
    });

    test("is waited for by the next up, without a second server", async () => {
        scene.cloud.requests.length = 0;
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toEqual(["update web"]);
        expect(requestsOf(scene, /^POST .*\/servers$/)).toEqual([]);
        expect(liveServers(scene.region).map(({ id, status }) => ({ id, status }))).toEqual([
            { id: slowId, status: "ACTIVE" },
        ]);
        expect(await scene.stack.outputs()).toMatchObject({
            id: { value: slowId },
            status: { value: "ACTIVE" },
        });
        await expectNothingToDo(scene);
    });

    test("can also be destroyed while it is still being built", async () => {
        const keypair = "access";
        scene.stack.program = async () => {
            const access = new Keypair(keypair);
            new Server("late", { ...smallServer(scene), keyName: access.id, timeouts: { create: 1 } });
        };
        expect((await scene.stack.attempt("up")).failure).toMatch(/still BUILD/);
        await scene.stack.destroy();
        expect(leftovers(scene.region)).toEqual([]);
    });
});

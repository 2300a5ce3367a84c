import { Keypair, Server, ServerFleet } from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import { expectNothingToDo, openScene, requestsOf, type Scene, STORY_TIMEOUT, smallServer } from "./scene";

jest.setTimeout(STORY_TIMEOUT);

/** Much longer than the run that is cancelled. */
const buildSeconds = 8;

describe("a run that is cancelled while servers build", () => {
    const cancel = new AbortController();
    let scene: Scene;

    beforeAll(async () => {
        scene = await openScene({
            seconds: { build: buildSeconds },
            signal: cancel.signal,
            // Ctrl-C, as soon as a row says that it waits.
            onEvent: ({ diagnosticEvent }) => {
                if (diagnosticEvent?.message.includes("BUILD")) cancel.abort();
            },
        });
        scene.stack.program = async () => {
            const args = { ...smallServer(scene), keyName: new Keypair("access").id };
            new Server("web", args);
            new ServerFleet("worker", { ...args, count: 2 });
        };
    });
    afterAll(() => scene?.close());

    test("ends while they build, and keeps what was made in the stack", async () => {
        const { failure, output } = await scene.stack.attempt("up");
        expect(failure).toBeDefined();
        expect(output).toMatch(/Creating server "web-\w+": interrupted after \d+ s, while it was BUILD/);
        expect(liveServers(scene.region).map(({ status }) => status)).toContain("BUILD");
        const stored = JSON.stringify(await scene.stack.storedResources());
        for (const { id } of liveServers(scene.region)) expect(stored).toContain(id);
    });

    test("goes on with the next up, which makes nothing twice", async () => {
        await scene.stack.up();
        expect(liveServers(scene.region).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(requestsOf(scene, /^POST .*\/servers$/)).toHaveLength(2);
        await expectNothingToDo(scene);
        await scene.stack.destroy();
        expect(liveServers(scene.region)).toEqual([]);
    });
});

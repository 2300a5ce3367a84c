import { Keypair, Server } from "pulumi-nhncloud";
import { leftovers, liveServers } from "../../demo/cloudState";
import { credentialsOf } from "../../engine/credentials";
import { openStack } from "../../engine/stack";
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

describe("a stack whose state was lost", () => {
    let scene: Scene;
    const program = (more: { adoptExisting?: boolean; role: string }) => async () => {
        const { adoptExisting, role } = more;
        const keypair = new Keypair("access", { name: "access", adoptExisting });
        new Server("web", {
            ...smallServer(scene),
            name: "web",
            keyName: keypair.id,
            metadata: { role },
            adoptExisting,
        });
    };

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = program({ role: "web" });
        await scene.stack.up();
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("is taken over by a new one, which changes what differs and makes nothing twice", async () => {
        const [before] = liveServers(scene.region);
        const stack = await openStack({
            project: "second",
            program: program({ adoptExisting: true, role: "taken over" }),
            configuration: credentialsOf(scene.cloud),
            diff: true,
        });
        try {
            expect(changedStepsOf(await stack.up())).toEqual(["create access", "create web"]);
            expect(requestsOf(scene, /^POST .*\/(servers|os-keypairs)$/)).toEqual([]);
            expect(liveServers(scene.region)).toMatchObject([
                { id: before?.id, metadata: { role: "taken over" } },
            ]);
            await expectNothingToDo({ ...scene, stack });
            await stack.destroy();
            expect(leftovers(scene.region)).toEqual([]);
        } finally {
            await stack.close();
        }
    });
});

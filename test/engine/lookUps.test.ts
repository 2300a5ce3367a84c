import {
    getFlavor,
    getFlavorOutput,
    getImageOutput,
    getServerOutput,
    Keypair,
    Server,
} from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import {
    changedStepsOf,
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    requestsOf,
    type Scene,
    STORY_TIMEOUT,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("a program that looks things up by name", () => {
    let scene: Scene;
    const lists = /flavors\/detail$|\/images$/;

    const program = async () => {
        const imageId = getImageOutput({ name: "Ubuntu Server 22.04.3 LTS" }).id;
        const flavor = await getFlavor({ name: "u2.c1m1" });
        const keypair = new Keypair("access");
        const web = new Server("web", {
            imageId,
            flavorId: flavor.id,
            keyName: keypair.id,
            networks: [{ uuid: scene.region.ids.network }],
        });
        const found = getServerOutput({ id: web.id });
        return { name: found.name, status: found.status, disk: getFlavorOutput({ id: found.flavorId }).disk };
    };

    beforeAll(async () => {
        scene = await openScene({ program });
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("looks already in a preview, where it makes nothing", async () => {
        const outcome = await scene.stack.preview();
        expect(changedStepsOf(outcome)).toEqual(["create access", "create web"]);
        // The program asks once, and once the check of the server, which runs in another process.
        expect(requestsOf(scene, lists)).toHaveLength(4);
        expect(requestsOf(scene, /^POST .*servers$/)).toEqual([]);
    });

    test("makes a server of what it found, and looks at that", async () => {
        await scene.stack.up();
        // A new run looks anew.
        expect(requestsOf(scene, lists)).toHaveLength(8);
        const [server] = liveServers(scene.region);
        expect(server).toMatchObject({
            imageId: scene.region.ids.image,
            flavorId: scene.region.ids.localFlavor,
        });
        const outputs = await scene.stack.outputs();
        expect(outputs.name?.value).toBe(server?.name);
        expect(outputs.status?.value).toBe("ACTIVE");
        expect(outputs.disk?.value).toBe(20);
        await expectNothingToDo(scene);
    });

    test("gets a sentence for what there is not, in the run of a second program too", async () => {
        scene.stack.program = async () => ({
            // Caught: jest takes a rejection that the engine's own handler would show for a failure of the test.
            message: await getFlavor({ name: "m9" }).catch((error: Error) => error.message),
        });
        await scene.stack.up();
        expect((await scene.stack.outputs()).message?.value).toBe(
            'Looking up flavor "m9": there is none of that name in region KR1. List them with getFlavors().',
        );
    });
});

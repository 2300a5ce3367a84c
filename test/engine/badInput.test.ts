import { Keypair, Server, type ServerArgs, VolumeAttachment } from "pulumi-nhncloud";
import { expectOnlyKnownRequests, openScene, type Scene, STORY_TIMEOUT, smallServer } from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("bad input", () => {
    let scene: Scene;

    beforeAll(async () => {
        scene = await openScene();
    });
    beforeEach(() => {
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    const server = (more: object) => () =>
        void new Server("web", { ...smallServer(scene), keyName: "mine", ...more } as ServerArgs);

    test.each<[string, () => void, RegExp]>([
        ["a server without networks", server({ networks: [] }), /networks/],
        ["a server with a misspelt power state", server({ powerState: "on" }), /powerState.*active/s],
        [
            "a server with two forms of user data",
            server({ userData: "a", userDataBase64: "YQ==" }),
            /userData/,
        ],
        ["a key pair with a slash in its name", () => void new Keypair("access", { name: "a/b" }), /slash/],
        [
            "an attachment of something that is no volume id",
            () =>
                void new VolumeAttachment("data", {
                    serverId: "b1d0a1c5-9f20-4f2a-a2d6-4a1f1b1a1a1a",
                    volumeId: "data",
                }),
            /volumeId.*UUID/s,
        ],
    ])("%s is refused in the preview with one sentence and no call", async (_, declare, reason) => {
        scene.stack.program = async () => declare();
        const outcome = await scene.stack.attempt("preview");
        expect(outcome.failure).toMatch(reason);
        expect(outcome.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(scene.cloud.requests).toEqual([]);
    });

    test("missing credentials are one sentence that names every one and how to set it", async () => {
        const bare = await openScene({
            configuration: () => ({ "nhncloud:password": "", "nhncloud:username": "" }),
        });
        try {
            bare.stack.program = async () => void new Keypair("access");
            const outcome = await bare.stack.attempt("preview");
            expect(outcome.failure).toContain("pulumi config set nhncloud:username");
            expect(outcome.failure).toContain("pulumi config set --secret nhncloud:password");
            expect(bare.cloud.requests).toEqual([]);
        } finally {
            await bare.close();
        }
    });
});

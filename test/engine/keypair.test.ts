import { createPrivateKey, createPublicKey } from "node:crypto";
import { Keypair, type KeypairArgs, Server } from "pulumi-nhncloud";
import { leftovers, liveServers } from "../../demo/cloudState";
import { exportPair, keyOf } from "../../provider/src/lifecycle/sshKey";
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

const one =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";
const two =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kT two@example.com";

describe("a keypair with servers, whose key changes under its name", () => {
    let scene: Scene;
    let before: string[];

    const program = (args: KeypairArgs) => async () => {
        const keypair = new Keypair("access", { name: "access", ...args });
        new Server("web", { ...smallServer(scene), name: "web", keyName: keypair.id });
        return { privateKey: keypair.privateKey };
    };
    const ids = () => liveServers(scene.region).map(({ id }) => id);
    const inCloud = () => scene.region.keypairs.get("access");
    const privateKey = async () => (await scene.stack.outputs()).privateKey?.value;
    const expectOnlyTheKeypairUpdated = async (args: KeypairArgs) => {
        scene.stack.program = program(args);
        const preview = await scene.stack.preview();
        expect(changedStepsOf(preview)).toEqual(["update access"]);
        expect(preview.output).toMatch(/[-+~] publicKey\s*: "/);
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update access"]);
        expect(ids()).toEqual(before);
        expect(requestsOf(scene, /^(POST|DELETE) .*\/servers/)).toEqual([]);
        await expectNothingToDo(scene);
    };

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = program({ publicKey: one });
        await scene.stack.up();
        before = ids();
    });
    beforeEach(() => {
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("to another one that is given: the servers stay", async () => {
        await expectOnlyTheKeypairUpdated({ publicKey: two });
        expect(keyOf(inCloud()?.publicKey ?? "")).toBe(keyOf(two));
        expect(await privateKey()).toBeUndefined();
    });

    test("to a generated one, whose private half the stack then has", async () => {
        await expectOnlyTheKeypairUpdated({});
        const key = createPrivateKey(String(await privateKey()));
        const pair = exportPair({ privateKey: key, publicKey: createPublicKey(key) });
        expect(keyOf(inCloud()?.publicKey ?? "")).toBe(pair.publicKey);
    });

    test("by somebody else: a refresh drops the private half, and the next up makes another pair", async () => {
        const useless = await privateKey();
        const found = inCloud();
        if (found) found.publicKey = one;
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["update access"]);
        await expectOnlyTheKeypairUpdated({});
        expect(await privateKey()).toContain("PRIVATE KEY");
        expect(await privateKey()).not.toBe(useless);
    });

    test("a destroy leaves the cloud as it was", async () => {
        await scene.stack.destroy();
        expect(leftovers(scene.region)).toEqual([]);
    });
});

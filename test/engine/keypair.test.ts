import { createPrivateKey, createPublicKey } from "node:crypto";
import { Keypair, type KeypairArgs, Server, ServerFleet } from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import type { Outcome } from "../../engine/outcome";
import { exportPair, keyOf } from "../../provider/src/resources/keypair/sshKey";
import {
    changedStepsOf,
    destroyAll,
    expectNothingToDo,
    requestsOf,
    smallServer,
    storedOf,
    useScene,
} from "./scene";

const given =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";

describe("a keypair with servers, whose key changes under its name", () => {
    const scene = useScene();
    let before: string[];

    const program = (args: KeypairArgs) => async () => {
        const keypair = new Keypair("access", { name: "access", ...args });
        new Server("web", smallServer(scene, keypair.id));
        new ServerFleet("worker", { ...smallServer(scene, keypair.id), count: 1 });
        return { privateKey: keypair.privateKey };
    };
    const ids = () => liveServers(scene.region).map(({ id }) => id);
    const inCloud = () => scene.region.keypairs.get("access");
    const privateKey = async () => String((await scene.stack.outputs()).privateKey?.value);
    const expectOnlyTheKeypairUpdated = (outcome: Outcome) => {
        expect(changedStepsOf(outcome)).toEqual(["update access"]);
        expect(ids()).toEqual(before);
        expect(requestsOf(scene, /^(POST|DELETE) .*\/servers/)).toEqual([]);
    };
    let generated: string;

    beforeAll(async () => {
        scene.stack.program = program({ publicKey: given });
        await scene.stack.up();
        before = ids();
    });

    test("to a generated one, whose private half the stack then has: the servers stay", async () => {
        scene.stack.program = program({});
        const preview = await scene.stack.preview();
        expect(changedStepsOf(preview)).toEqual(["update access"]);
        expect(preview.output).toMatch(/[-+~] publicKey\s*: "/);
        expectOnlyTheKeypairUpdated(await scene.stack.up());
        generated = await privateKey();
        const key = createPrivateKey(generated);
        const pair = exportPair({ privateKey: key, publicKey: createPublicKey(key) });
        expect(keyOf(inCloud()?.publicKey ?? "")).toBe(pair.publicKey);
    });

    test("by somebody else: a refresh drops the private half, and the next up makes another pair", async () => {
        const found = inCloud();
        if (found) found.publicKey = given;
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["update access"]);
        expect((await storedOf(scene, "access")).outputs).not.toHaveProperty("privateKey");
        expectOnlyTheKeypairUpdated(await scene.stack.up());
        const another = await privateKey();
        expect(another).toContain("PRIVATE KEY");
        expect(another).not.toBe(generated);
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        await destroyAll(scene);
    });
});

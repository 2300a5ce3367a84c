import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { getAvailabilityZonesOutput, Keypair, Provider, Volume } from "pulumi-nhncloud";
import { findEngine } from "../../engine";
import { changedStepsOf, expectNothingToDo, requestsOf, storedOf, useScene } from "./scene";

describe("a program with an explicit provider and Pulumi's options", () => {
    // The arguments of a provider apply all the same.
    const scene = useScene({ environment: { NHNCLOUD_REGION: "KR1" } });
    const hooked: string[] = [];
    const customTimeouts = { create: "10m" };
    let volumeId = "";

    const program = (more: pulumi.CustomResourceOptions) => async () => {
        const { tenantId, username, password, authUrl } = scene.cloud.credentials;
        const provider = new Provider("partner", { tenantId, username, password, authUrl, region: "KR2" });
        const parent = new pulumi.ComponentResource("my:Shop", "shop", {}, { providers: [provider] });
        new Keypair("inherited", {}, { parent });
        const data = new Volume("data", { size: 10 }, more);
        new Keypair(
            "opted",
            {},
            {
                additionalSecretOutputs: ["fingerprint"],
                ignoreChanges: ["name"],
                deletedWith: data,
                hideDiffs: ["publicKey"],
                aliases: [{ name: "earlier" }],
                hooks: { afterCreate: [async ({ name }) => void hooked.push(name)] },
            },
        );
        const zones = getAvailabilityZonesOutput({}, { provider });
        return { zones: zones.apply((all) => all.map(({ name }) => name).join()) };
    };

    beforeAll(async () => {
        volumeId = scene.region.addVolume({ name: "by hand" });
        const { command } = await findEngine();
        const words = ["config", "set", "--path", "pulumi:autonaming.pattern", `\${stack}-\${name}`];
        await promisify(execFile)(command.command, words, { cwd: scene.stack.directory });
    });

    test("imports it, and creates each keypair where its provider is, by the stack's pattern", async () => {
        scene.stack.program = program({ import: volumeId, customTimeouts });
        const outcome = await scene.stack.up();
        expect(outcome.output).toContain(`Importing volume "${volumeId}" instead of creating one.`);
        expect(changedStepsOf(outcome).sort()).toEqual(["create data", "create inherited", "create opted"]);
        expect(requestsOf(scene, /^POST .*volumes/)).toEqual([]);
        expect(await storedOf(scene, "data")).toMatchObject({
            id: volumeId,
            outputs: { name: "by hand", timeouts: { create: 600 } },
        });
        expect([...scene.region.keypairs.keys()]).toEqual(["local-opted"]);
        expect([...scene.cloud.region("KR2").keypairs.keys()]).toEqual(["local-inherited"]);
        expect(hooked).toEqual(["opted"]);
        expect(await scene.stack.outputs()).toMatchObject({ zones: { value: "kr2-pub-a,kr2-pub-b" } });
        const { outputs } = await storedOf(scene, "opted");
        expect(outputs?.fingerprint).toMatchObject({ ciphertext: expect.any(String) });
        expect(await scene.stack.storedText()).not.toContain(scene.cloud.credentials.password);
    });

    test("has nothing to do once the option is gone, and reads all in a refresh", async () => {
        scene.stack.program = program({ customTimeouts });
        await expectNothingToDo(scene);
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
    });

    test("destroys all with what the state has of the provider, but what goes with something else", async () => {
        await scene.stack.destroy();
        expect([...scene.cloud.region("KR2").keypairs.keys()]).toEqual([]);
        expect(scene.region.volumes.has(volumeId)).toBe(false);
        expect([...scene.region.keypairs.keys()]).toEqual(["local-opted"]);
    });
});

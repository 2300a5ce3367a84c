import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import { type EngineStack, openStack } from "../../engine/stack";
import { startRun } from "./killedRun";
import { allEnded, commandOf, isAlive, send, treeOf } from "./processTree";

jest.setTimeout(60_000);

describe("a program and its engine that are killed while a server is built", () => {
    let cloud: Cloud;
    let stack: EngineStack;
    let plugin: number | undefined;

    beforeAll(async () => {
        cloud = await startCloud({ seconds: { build: Number.POSITIVE_INFINITY } });
        stack = await openStack({
            project: "left",
            program: async () => {},
            configuration: credentialsOf(cloud),
        });
    });
    afterAll(async () => {
        if (plugin !== undefined) send(plugin, "SIGKILL");
        await stack?.close();
        await cloud?.close();
    });

    test("leave no plugin process behind for more than five seconds, which still writes its summary", async () => {
        const { image: imageId, flavor: flavorId, bigFlavor, network: networkId } = cloud.region().ids;
        const ordered = new Promise<void>((resolve) =>
            cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "none", onHit: () => resolve() }),
        );
        const summary = join(stack.directory, "summary.jsonl");
        process.env.NHNCLOUD_SUMMARY = summary;
        const { pid, ended } = await startRun({
            directory: stack.directory,
            operation: "up",
            program: "shrunk",
            door: "dynamic",
            parts: {
                owner: "left",
                imageId,
                flavorId,
                largerFlavorId: bigFlavor,
                networkId,
                volumeId: cloud.region().addVolume(),
                securityGroup: "db",
            },
        });
        delete process.env.NHNCLOUD_SUMMARY;
        await ordered;
        const tree = treeOf(pid);
        plugin = tree.find((one) => commandOf(one).includes("dynamic-provider"));
        expect(plugin).toBeDefined();
        const others = tree.filter((one) => one !== plugin);
        for (const one of others) send(one, "SIGKILL");
        await allEnded(others);
        await ended;
        await allEnded([plugin ?? 0], 5000);
        expect(isAlive(plugin ?? 0)).toBe(false);
        expect(JSON.parse(readFileSync(summary, "utf8")).calls).toHaveProperty("compute POST /servers");
    });
});

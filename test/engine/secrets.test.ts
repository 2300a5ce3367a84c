import * as pulumi from "@pulumi/pulumi";
import { Keypair, Server, ServerFleet, Volume } from "pulumi-nhncloud";
import type { EnvironmentKind, Fault } from "../../emulator";
import type { Operation } from "../../engine/operation";
import type { Configuration } from "../../engine/stack";
import {
    expectNothingToDo,
    type Scene,
    type SceneOptions,
    smallServer,
    storedOf,
    UNHURRIED,
    useScene,
} from "./scene";

const USER_DATA = "#!/bin/sh\necho canary-in-user-data-7f3a > /etc/secret\n";
const NEW_USER_DATA = "#!/bin/sh\necho canary-in-new-user-data-91c2 > /etc/secret\n";

/** A middle part in base64 that does not depend on what stands around it. */
function base64Part(text: string): string {
    return Buffer.from(text).toString("base64").slice(0, 40);
}

/** A scene in which everything that anybody can read of a run is kept. */
interface WatchedScene extends Scene {
    run(operation: Operation): ReturnType<Scene["stack"]["attempt"]>;
    /** What was printed, shown for a moment, logged by the local cloud, or kept in a file. */
    shown(): Promise<string>;
    statusLines: string[];
}

function useWatchedScene(options: SceneOptions = {}): WatchedScene {
    const statusLines: string[] = [];
    let printed = "";
    const scene = useScene({
        ...options,
        environment: { NHNCLOUD_DEBUG: "1" },
        onEvent(event) {
            const { severity, ephemeral, message } = event.diagnosticEvent ?? {};
            // Pulumi's SDK itself writes whole requests into its debug log, which no display shows.
            if (String(severity) !== "debug") printed += JSON.stringify(event);
            if (ephemeral && message) statusLines.push(message);
        },
    });
    return Object.assign(scene, {
        statusLines,
        async run(operation: Operation) {
            const outcome = await scene.stack.attempt(operation);
            printed += outcome.output + (outcome.failure ?? "") + outcome.warnings.join("\n");
            return outcome;
        },
        shown: async () => printed + JSON.stringify(scene.cloud.requests) + (await scene.stack.storedText()),
    });
}

type Canary = [what: string, text: string];

/** How the tokens of the local cloud begin. */
const TOKEN: Canary = ["token", "gAAAAA"];

async function leaksOf(scene: WatchedScene, canaries: readonly Canary[]): Promise<string[]> {
    const text = await scene.shown();
    return canaries.filter(([, canary]) => text.includes(canary)).map(([what]) => what);
}

describe("a stack with secrets", () => {
    const scene = useWatchedScene({ seconds: UNHURRIED });
    let userData = USER_DATA;
    let metadata = "canary-in-metadata-5b1e";
    let outputs: pulumi.automation.OutputMap;
    const canaries: Canary[] = [
        TOKEN,
        ["user data", "canary-in-user-data-7f3a"],
        ["new user data", "canary-in-new-user-data-91c2"],
        ["user data in base64", base64Part(USER_DATA)],
        ["new user data in base64", base64Part(NEW_USER_DATA)],
        ["metadata", "canary-in-metadata-5b1e"],
        ["new metadata", "canary-in-new-metadata-c44d"],
        ["all metadata as one secret", "canary-in-all-metadata-0d2f"],
        ["a fleet's metadata", "canary-in-fleet-metadata-83aa"],
    ];

    beforeAll(() => {
        scene.stack.program = async () => {
            const keypair = new Keypair("access");
            const small = smallServer(scene, keypair.id);
            const web = new Server("web", {
                ...small,
                userData,
                metadata: { role: "web", key: pulumi.secret(metadata) },
            });
            new Server("whole", {
                ...small,
                userDataBase64: Buffer.from(USER_DATA).toString("base64"),
                metadata: pulumi.secret({ key: "canary-in-all-metadata-0d2f" }),
            });
            const open = new Server("open", { ...small, metadata: { role: "open" } });
            new ServerFleet("fleet", {
                ...small,
                count: 1,
                // That of the server alone changes below, so that it is its request which the cloud refuses.
                userData: USER_DATA,
                metadata: { key: pulumi.secret("canary-in-fleet-metadata-83aa") },
            });
            return { privateKey: keypair.privateKey, all: web.allMetadata, open: open.allMetadata };
        };
        canaries.push(["password", scene.cloud.credentials.password]);
    });

    /** What the cloud itself made up, and shows once. */
    function watchAdminPasswords(): void {
        for (const { name, adminPass } of scene.region.servers.values()) {
            expect(adminPass).toMatch(/^[0-9a-f]{12}$/);
            canaries.push([`adminPass of ${name}`, adminPass]);
        }
    }

    test("shows none of them while it previews, creates and refreshes", async () => {
        for (const operation of ["preview", "up", "refresh"] as const) {
            expect((await scene.run(operation)).failure).toBeUndefined();
        }
        outputs = await scene.stack.outputs();
        const { privateKey } = outputs;
        expect(privateKey?.secret).toBe(true);
        const lines = String(privateKey?.value)
            .split("\n")
            .filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line.trim()));
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) canaries.push(["private key", line.trim()]);
        watchAdminPasswords();
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });

    test("was watched: its debug lines, its status lines and the ids of its servers are there", async () => {
        const text = await scene.shown();
        for (const { id } of scene.region.servers.values()) expect(text).toContain(id);
        expect(text).toMatch(/nhncloud: POST \/\S+\/servers 202 req-/);
        expect(scene.statusLines.join("\n")).toContain("BUILD");
        expect(text).toContain("pulumi-nhncloud-nonce");
    });

    test("gives the cloud what it hides from the reader", () => {
        const [web] = [...scene.region.servers.values()].filter(({ name }) => name.startsWith("web"));
        expect(Buffer.from(String(web?.userData), "base64").toString()).toBe(USER_DATA);
        expect(web?.metadata.key).toBe(metadata);
    });

    test("keeps them encrypted in state, and all metadata where some of them may be secret", async () => {
        const encrypted = expect.objectContaining({ ciphertext: expect.any(String) });
        expect((await storedOf(scene, "access")).outputs?.privateKey).toEqual(encrypted);
        const web = await storedOf(scene, "web");
        expect(web.inputs?.userData).toEqual(encrypted);
        expect(web.outputs).toMatchObject({
            userData: encrypted,
            metadata: { role: "web", key: encrypted },
            allMetadata: encrypted,
        });
        expect((await storedOf(scene, "whole")).outputs).toMatchObject({
            userDataBase64: encrypted,
            metadata: encrypted,
            allMetadata: encrypted,
        });
        const { all, open } = outputs;
        expect(all).toMatchObject({ secret: true, value: { role: "web", key: metadata } });
        expect(open).toMatchObject({ secret: false, value: { role: "open" } });
    });

    test("shows none of them when they change, nor when somebody else changed them", async () => {
        metadata = "canary-in-new-metadata-c44d";
        expect((await scene.run("up")).changes).toMatchObject({ update: 1 });
        for (const server of scene.region.servers.values()) server.metadata.key += "-by-somebody";
        expect((await scene.run("refresh")).failure).toBeUndefined();
        expect((await scene.run("up")).changes).toMatchObject({ update: 3 });
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });

    test("shows none of them when a replacement fails, nor when the cloud refuses a request and repeats it", async () => {
        userData = NEW_USER_DATA;
        expect((await scene.run("preview")).changes).toMatchObject({ replace: 1 });
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        expect((await scene.run("up")).failure).toContain("No valid host was found.");
        const repeated = `${Buffer.from(NEW_USER_DATA).toString("base64")} and ${metadata}`;
        scene.cloud.faults.add({
            method: "POST",
            path: /\/servers$/,
            kind: "respond",
            status: 400,
            body: { badRequest: { code: 400, message: `Invalid input: ${repeated} is refused.` } },
        });
        expect((await scene.run("up")).failure).toContain("Invalid input: [secret] and [secret] is refused");
        scene.cloud.faults.clear();
        watchAdminPasswords();
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });

    test("shows none of them while it is destroyed", async () => {
        expect((await scene.run("destroy")).failure).toBeUndefined();
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });
});

describe("a stack whose default metadata are a secret", () => {
    const canary = "canary-in-default-metadata-e1b7";
    const scene = useWatchedScene({
        configuration: () => ({ "nhncloud:defaultMetadata": { secret: JSON.stringify({ key: canary }) } }),
        program: async () => {
            const keypair = new Keypair("access");
            const small = smallServer(scene, keypair.id);
            new Server("bare", small);
            new Server("own", { ...small, metadata: { role: "own" } });
            new ServerFleet("fleet", { ...small, count: 1 });
        },
    });

    test("gives them to its servers", async () => {
        expect((await scene.run("up")).failure).toBeUndefined();
        expect([...scene.region.servers.values()].map(({ metadata }) => metadata.key)).toEqual([
            canary,
            canary,
            canary,
        ]);
    });

    test("shows them nowhere, also where somebody changed them", async () => {
        for (const server of scene.region.servers.values()) server.metadata.key += "-by-somebody";
        for (const operation of ["refresh", "preview", "up", "destroy"] as const) {
            expect((await scene.run(operation)).failure).toBeUndefined();
        }
        expect(await leaksOf(scene, [["default metadata", canary]])).toEqual([]);
    });
});

/** tenantId of NHNCLOUD_TENANT_ID. */
function keyOf(variable: string): string {
    const words = variable.replace("NHNCLOUD_", "").toLowerCase();
    return `nhncloud:${words.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}`;
}

describe.each<[EnvironmentKind, secret: string]>([
    ["v3", "nhncloud:password"],
    ["token", "nhncloud:token"],
    ["applicationCredential", "nhncloud:applicationCredentialSecret"],
])("a stack that logs in by %s", (kind, secretKey) => {
    const canaries = [TOKEN];
    const scene = useWatchedScene({
        configuration: (cloud) => {
            const configuration: Configuration = {};
            for (const [variable, value] of Object.entries(cloud.environment(kind))) {
                const key = keyOf(variable);
                configuration[key] = key === secretKey ? { secret: value } : value;
                if (key === secretKey) canaries.push([key, value]);
            }
            return configuration;
        },
        program: async () => {
            const access = new Keypair("access");
            new Keypair("refused", {}, { dependsOn: access });
        },
    });

    test("shows neither what it logs in with nor its token, also where the cloud refuses both", async () => {
        expect(canaries).toHaveLength(2);
        const refuse = (status: number, more: Partial<Fault>) =>
            scene.cloud.faults.add({ kind: "respond", status, body: { error: { message: "No." } }, ...more });
        refuse(401, { times: 50 });
        expect((await scene.run("up")).failure).toContain("HTTP 401");
        scene.cloud.faults.clear();
        refuse(403, { method: "POST", path: /\/os-keypairs$/, skip: 1 });
        expect((await scene.run("up")).failure).toContain("HTTP 403");
        expect(scene.region.keypairs.size).toBe(1);
        expect(await scene.shown()).toContain([...scene.region.keypairs.keys()][0]);
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });
});

describe("a stack whose disks have keys", () => {
    const scene = useWatchedScene();
    const appkey = "canary-appkey-5f0d";
    const canaries: Canary[] = [TOKEN, ["appkey", appkey]];
    let keyId = "key1";

    beforeAll(() => {
        scene.stack.program = async () => {
            // As a program has it that forgot pulumi.secret.
            const encryption = { appkey, keyId };
            new Volume("data", { size: 10, volumeType: "Encrypted SSD", encryption });
            const { image, flavor, network } = scene.region.ids;
            const disk = { destinationType: "volume", volumeSize: 20 } as const;
            new Server("web", {
                imageId: image,
                flavorId: flavor,
                keyName: new Keypair("access").id,
                networks: [{ uuid: network }],
                blockDevices: [
                    { ...disk, sourceType: "image", uuid: image, bootIndex: 0 },
                    {
                        ...disk,
                        sourceType: "blank",
                        bootIndex: -1,
                        volumeType: "Encrypted SSD",
                        encryption,
                        deleteOnTermination: true,
                    },
                ],
            });
        };
    });

    test("gives them to the cloud, and keeps and shows none of them in clear", async () => {
        for (const operation of ["up", "refresh"] as const)
            expect((await scene.run(operation)).failure).toBeUndefined();
        const keys = [...scene.region.volumes.values()].flatMap((volume) => volume.keyId ?? []);
        expect(keys).toEqual(["key1", "key1"]);
        const encrypted = expect.objectContaining({ ciphertext: expect.any(String) });
        for (const part of ["inputs", "outputs"] as const) {
            expect((await storedOf(scene, "data"))[part]?.encryption).toEqual(encrypted);
            expect((await storedOf(scene, "web"))[part]?.blockDevices).toEqual(encrypted);
        }
        await expectNothingToDo(scene);
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });

    test("shows none of them where another key replaces what has them, and the cloud refuses and repeats it", async () => {
        keyId = "key2";
        expect((await scene.run("preview")).changes).toMatchObject({ replace: 2 });
        scene.cloud.faults.add({
            method: "POST",
            path: /\/(servers|volumes)$/,
            kind: "respond",
            status: 400,
            body: { badRequest: { code: 400, message: `Invalid input: ${appkey} is refused.` } },
            times: 2,
        });
        expect((await scene.run("up")).failure).toContain("Invalid input: [secret] is refused");
        scene.cloud.faults.clear();
        expect((await scene.run("up")).failure).toBeUndefined();
        expect((await scene.run("destroy")).failure).toBeUndefined();
        expect(await leaksOf(scene, canaries)).toEqual([]);
    });
});

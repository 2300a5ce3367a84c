import { Keypair, Server } from "pulumi-nhncloud";
import {
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

const USER_DATA = "#!/bin/sh\necho canary-in-user-data-7f3a > /etc/secret\n";
const NEW_USER_DATA = "#!/bin/sh\necho canary-in-new-user-data-91c2 > /etc/secret\n";

/** A middle part in base64 that does not depend on what stands around it. */
function base64Part(text: string): string {
    return Buffer.from(text).toString("base64").slice(0, 40);
}

describe("a stack with secrets", () => {
    let scene: Scene;
    let output = "";
    let userData = USER_DATA;
    const canaries: [what: string, text: string][] = [
        ["user data", "canary-in-user-data-7f3a"],
        ["new user data", "canary-in-new-user-data-91c2"],
        ["user data in base64", base64Part(USER_DATA)],
        ["new user data in base64", base64Part(NEW_USER_DATA)],
    ];

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = async () => {
            const keypair = new Keypair("access");
            new Server("web", { ...smallServer(scene), keyName: keypair.id, userData });
            return { privateKey: keypair.privateKey };
        };
        canaries.push(["password", scene.cloud.credentials.password]);
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    const run = async (operation: "preview" | "up" | "refresh" | "destroy") => {
        const outcome = await scene.stack.attempt(operation);
        output += outcome.output + (outcome.failure ?? "");
        return outcome;
    };
    const leaksIn = (text: string) =>
        canaries.filter(([, canary]) => text.includes(canary)).map(([what]) => what);

    test("shows none of them while it previews, creates and refreshes", async () => {
        for (const operation of ["preview", "up", "refresh"] as const) {
            expect((await run(operation)).failure).toBeUndefined();
        }
        const { privateKey } = await scene.stack.outputs();
        expect(privateKey?.secret).toBe(true);
        const lines = String(privateKey?.value)
            .split("\n")
            .filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line.trim()));
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) canaries.push(["private key", line.trim()]);
        await expectNothingToDo(scene);
        expect(leaksIn(output)).toEqual([]);
    });

    test("gives the cloud what it hides from the reader", () => {
        const [server] = [...scene.region.servers.values()];
        expect(Buffer.from(String(server?.userData), "base64").toString()).toBe(USER_DATA);
    });

    test("keeps the private key and the user data encrypted in state", async () => {
        const resources = await scene.stack.storedResources();
        const stored = (kind: string) => resources.find(({ type }) => type.endsWith(`:${kind}`));
        const encrypted = expect.objectContaining({ ciphertext: expect.any(String) });
        expect(stored("Keypair")?.outputs?.privateKey).toEqual(encrypted);
        expect(stored("Server")?.inputs?.userData).toEqual(encrypted);
        expect(stored("Server")?.outputs?.userData).toEqual(encrypted);
    });

    test("has none of them in any file", async () => {
        const text = await scene.stack.storedText();
        for (const { id } of scene.region.servers.values()) expect(text).toContain(id);
        expect(leaksIn(text)).toEqual([]);
    });

    test("shows none of them when a replacement fails, nor when the cloud refuses the request", async () => {
        userData = NEW_USER_DATA;
        expect((await run("preview")).changes).toMatchObject({ replace: 1 });
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        expect((await run("up")).failure).toContain("No valid host was found.");
        scene.cloud.faults.add({
            method: "POST",
            path: /\/servers$/,
            kind: "respond",
            status: 400,
            body: { badRequest: { code: 400, message: "Invalid input for field/attribute user_data." } },
        });
        expect((await run("up")).failure).toContain("user_data");
        expect(leaksIn(output)).toEqual([]);
        expect(leaksIn(await scene.stack.storedText())).toEqual([]);
    });

    test("shows none of them while it is destroyed", async () => {
        expect((await run("destroy")).failure).toBeUndefined();
        expect(leaksIn(output)).toEqual([]);
        expect(leaksIn(await scene.stack.storedText())).toEqual([]);
    });
});

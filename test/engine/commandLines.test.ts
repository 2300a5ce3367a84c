import { readdirSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { type EngineStack, openStack } from "../../engine/stack";
import { STORY_TIMEOUT } from "./scene";

jest.setTimeout(STORY_TIMEOUT);

/** Every user of a machine may read the command lines of all its processes. */
function commandLines(): string[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => {
            try {
                return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
            } catch {
                // It has ended meanwhile.
                return "";
            }
        });
}

/** The command lines that are seen while `work` goes on. */
async function seenDuring(work: () => Promise<unknown>): Promise<string[]> {
    const seen = new Set<string>();
    const look = setInterval(() => {
        for (const line of commandLines()) seen.add(line);
    }, 5);
    await work().finally(() => clearInterval(look));
    return [...seen];
}

const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("the configuration of a stack (on Linux, where command lines are read in /proc)", () => {
    const secret = `canary ${"'$(x)"}\nof two lines ${process.pid}`;
    let stack: EngineStack | undefined;
    afterAll(() => stack?.close());

    test("sets its secrets without showing them in a command line, and keeps them encrypted", async () => {
        const lines = await seenDuring(async () => {
            stack = await openStack({
                project: "command-lines",
                program: async () => {
                    const config = new pulumi.Config("nhncloud");
                    return {
                        region: config.require("region"),
                        password: config.requireSecret("password"),
                        token: config.requireSecret("token"),
                    };
                },
                configuration: {
                    "nhncloud:region": "KR1",
                    "nhncloud:password": { secret },
                    "nhncloud:token": { secret: `-${secret}` },
                },
            });
        });
        const configuring = lines.filter((line) => line.includes(" config set"));
        expect(configuring.some((line) => line.includes("nhncloud:password"))).toBe(true);
        expect(lines.filter((line) => line.includes("canary"))).toEqual([]);
        expect(await stack?.storedText()).not.toContain("canary");
        await stack?.up();
        expect(await stack?.outputs()).toEqual({
            region: { value: "KR1", secret: false },
            password: { value: secret, secret: true },
            token: { value: `-${secret}`, secret: true },
        });
    });

    test("is told by the engine's own words where it is refused", async () => {
        await expect(stack?.configure({ "no:such:key": { secret } })).rejects.toThrow(/no:such:key/);
        await expect(stack?.configure({ "no:such:key": { secret } })).rejects.not.toThrow(/canary/);
    });
});

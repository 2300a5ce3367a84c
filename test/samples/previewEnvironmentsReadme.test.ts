import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { liveServers, unknownRequests } from "../../demo/cloudState";
import { type Cloud, startCloud } from "../../emulator";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { ENVIRONMENT } from "../../engine/stack";
import { INSTANT, STORY_TIMEOUT } from "../engine/scene";
import { commandsOf, missingIn } from "../gitops/readme";

const ROOT = join(__dirname, "../..");
const README = join(ROOT, "examples/preview-environments/README.md");

const run = promisify(execFile);

describe("README of preview environments, typed into a shell", () => {
    let cloud: Cloud;
    let directory: string;

    jest.setTimeout(STORY_TIMEOUT);
    beforeAll(async () => {
        cloud = await startCloud({ seconds: INSTANT });
        directory = await makeOwnDirectory(join(ROOT, ".work"), "preview-readme");
    });
    afterAll(async () => {
        await cloud.close();
        await rm(directory, { recursive: true, force: true });
    });

    test("does what it says, and leaves nothing", async () => {
        const backend = { PULUMI_BACKEND_URL: `file://${directory}?metadata=skip` };
        const env = { ...process.env, ...ENVIRONMENT, ...cloud.environment(), ...backend };
        for (const { commands, output } of commandsOf(README)) {
            const script = `exec 2>&1 < /dev/null\n${commands}`;
            const { stdout } = await run("bash", ["--norc", "-ec", script], { cwd: ROOT, env });
            expect([stdout, missingIn(stdout, output)]).toEqual([stdout, undefined]);
        }
        const { volumes, floatingIps, keypairs } = cloud.region();
        expect([liveServers(cloud.region()), volumes.size, floatingIps.size, keypairs.size]).toEqual([
            [],
            0,
            0,
            0,
        ]);
        expect(unknownRequests(cloud)).toEqual([]);
    });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { liveServers, unknownRequests } from "../../demo/cloudState";
import { type Cloud, startCloud } from "../../emulator";
import { findEngine } from "../../engine";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { ENVIRONMENT } from "../../engine/stack";
import { Environments, type Options } from "../../examples/preview-environments/environments";
import { pageOf } from "../../examples/preview-environments/page";
import { INSTANT, STORY_TIMEOUT } from "../engine/scene";

const ROOT = join(__dirname, "../..");
const EXAMPLE = join(ROOT, "examples/preview-environments");
/** Everybody's, unlike 80. */
const config = { port: "8080" };
const BRANCHES = ["main", "feature/login", "feature-login", "Fix", "forgotten"];
const lifeOf = (branch: string) => (branch === "feature/login" ? "infinite" : "10h");

jest.setTimeout(STORY_TIMEOUT);

describe("environments of branches", () => {
    let cloud: Cloud;
    let directory: string;
    let variables: Record<string, string>;
    let said: string[];
    let now: Date;

    const open = async (more: Partial<Options> = {}) =>
        Environments.open({
            directory,
            command: (await findEngine()).command,
            backend: { url: "", variables },
            seconds: 60,
            pauseSeconds: 0.2,
            report: (sentence) => said.push(sentence),
            onOutput: () => {},
            now: () => now,
            ...more,
        });
    const servers = () => liveServers(cloud.region());
    const left = () => {
        const { volumes, floatingIps, keypairs } = cloud.region();
        return [servers().length, volumes.size, floatingIps.size, keypairs.size];
    };

    /** The command line, in a group of processes of its own. */
    function start(...words: string[]): ChildProcess {
        const script = [
            "--import",
            "tsx",
            "engine/run.ts",
            join(EXAMPLE, "main.ts"),
            ...words,
            "--cwd",
            directory,
        ];
        const env = { ...process.env, ...variables };
        return spawn(process.execPath, script, {
            cwd: ROOT,
            env,
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
    }
    async function run(...words: string[]) {
        const child = start(...words, "--json");
        const output = child.stdout?.toArray() as Promise<Buffer[]>;
        child.stderr?.resume();
        const [exitCode] = await once(child, "close");
        return { exitCode, result: JSON.parse(Buffer.concat(await output).toString()) };
    }

    async function pageAt({ url }: { url: string | undefined }): Promise<string> {
        return (await fetch(url ?? "")).text();
    }

    beforeAll(async () => {
        cloud = await startCloud({ seconds: INSTANT });
        directory = await makeOwnDirectory(join(ROOT, ".work"), "preview");
        for (const file of ["Pulumi.yaml", "Pulumi.pr.yaml"])
            await cp(join(EXAMPLE, file), join(directory, file));
        // The look-ups of an inline program run in this process.
        Object.assign(process.env, cloud.environment());
        variables = { ...ENVIRONMENT, PULUMI_BACKEND_URL: `file://${directory}?metadata=skip` };
    });
    beforeEach(() => {
        said = [];
        now = new Date("2026-01-31T12:00:00Z");
    });
    afterEach(() => expect(unknownRequests(cloud)).toEqual([]));
    afterAll(async () => {
        await cloud.close();
        await rm(directory, { recursive: true, force: true });
    });

    test("are made side by side, each with a server, a volume and an address of its own", async () => {
        const environments = await open();
        const made = await Promise.all(
            BRANCHES.map((branch) =>
                environments.up({ branch, commit: "1", timeToLive: lifeOf(branch), config }),
            ),
        );
        expect(await Promise.all(made.map(pageAt))).toEqual(BRANCHES.map((branch) => pageOf(branch, "1")));
        expect(new Set(made.map(({ url }) => url)).size).toBe(BRANCHES.length);
        expect(left()).toEqual([5, 10, 5, 5]);
        expect((await environments.list()).map(({ branch }) => branch).sort()).toEqual([...BRANCHES].sort());
    });

    test("keep their address and their volume when something is pushed, and live on from then", async () => {
        const environments = await open();
        const [before] = (await environments.list()).filter(({ branch }) => branch === "main");
        now = new Date("2026-01-31T20:00:00Z");
        const after = await environments.up({ branch: "main", commit: "2", timeToLive: "10h", config });
        expect(await pageAt(after)).toBe(pageOf("main", "2"));
        expect(after).toMatchObject({ url: before?.url, expires: "2026-02-01T06:00:00.000Z" });
        expect(left()).toEqual([5, 10, 5, 5]);
    });

    test("are finished by the next run where one was killed", async () => {
        const child = start("up", "--branch", "killed", "--config", "port=8080");
        cloud.faults.add({
            kind: "none",
            method: "POST",
            path: /\/servers$/,
            onHit: () => process.kill(-(child.pid as number), "SIGKILL"),
        });
        await once(child, "close");
        expect(servers()).toHaveLength(6);
        const { exitCode, result } = await run("up", "--branch", "killed", "--config", "port=8080");
        expect([exitCode, result.status]).toEqual([0, "ready"]);
        expect(left()).toEqual([6, 12, 6, 6]);
    });

    test("are held by one run: another one says so at once, or waits", async () => {
        const held = new Promise<void>((resolve) => {
            // The cloud is away, so that the run goes on until it is back.
            cloud.faults.add({
                kind: "respond",
                method: "GET",
                path: /\/servers\//,
                times: 1000,
                onHit: () => resolve(),
            });
        });
        const first = (await open()).up({ branch: "main", commit: "3", config });
        await held;
        const impatient = await open({ seconds: 0 });
        await expect(impatient.down("main")).rejects.toThrow(
            /^Another run works on pr-main: .* \(pid \d+\) since /,
        );
        const patient = await open({
            report: (sentence) => {
                said.push(sentence);
                cloud.faults.clear();
            },
        });
        expect(await patient.down("main")).toMatchObject({ status: "destroyed" });
        expect(said).toEqual([
            expect.stringMatching(/^Another run works on pr-main.* Waiting for it to end\.$/),
        ]);
        expect(await first).toMatchObject({ status: "ready", commit: "3" });
        expect(left()).toEqual([5, 10, 5, 5]);
    });

    test("are swept when their time has ended, their branch is gone, or nobody finished them", async () => {
        const child = start("up", "--branch", "half-made", "--config", "port=8080");
        cloud.faults.add({
            kind: "none",
            method: "POST",
            path: /\/os-keypairs$/,
            onHit: () => process.kill(-(child.pid as number), "SIGKILL"),
        });
        await once(child, "close");
        const environments = await open();
        now = new Date("2026-01-31T22:00:01Z");
        const { removed, kept, failed } = await environments.sweep(new Set(["feature/login", "forgotten"]));
        expect(failed).toEqual([]);
        expect(kept).toHaveLength(1);
        expect(Object.fromEntries(removed.map(({ branch, reason }) => [branch, reason]))).toEqual({
            "feature-login": "its time ended 2026-01-31T22:00:00.000Z",
            Fix: "its time ended 2026-01-31T22:00:00.000Z",
            forgotten: "its time ended 2026-01-31T22:00:00.000Z",
            killed: "there is no branch killed any more",
            "half-made": "it was never finished",
        });
        expect(left()).toEqual([1, 2, 1, 1]);
    });

    test("are gone in the end, with all that they had", async () => {
        expect(await run("down", "--branch", "feature/login")).toMatchObject({
            exitCode: 0,
            result: { status: "destroyed" },
        });
        expect(await run("down", "--branch", "feature/login")).toMatchObject({
            exitCode: 0,
            result: { status: "absent" },
        });
        expect(left()).toEqual([0, 0, 0, 0]);
        expect(await (await open()).list()).toEqual([]);
    });
});

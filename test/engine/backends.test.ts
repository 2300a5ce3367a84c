import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { findEngine } from "../../engine";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { ENVIRONMENT } from "../../engine/stack";
import { startLanguageHost } from "../gitops/languageHost";
import type { Ending } from "../gitops/terminal";
import { GITOPS } from "../gitops/workflow";
import { STORY_TIMEOUT } from "./scene";

const ROOT = join(__dirname, "../..");

/** As README of gitops has them: name, address, and the command that starts one here. */
const BACKENDS: [name: string, url: string, command?: string][] = [
    ["a directory", "file:///srv/pulumi?metadata=skip"],
    [
        "a store that speaks S3",
        "s3://state?endpoint=http://127.0.0.1:4568&s3ForcePathStyle=true&region=KR1",
        "npx s3rver --directory .work/s3 --configure-bucket state",
    ],
    [
        "PostgreSQL",
        "postgres://postgres:postgres@127.0.0.1:5432/postgres?sslmode=disable",
        "npx pglite-server --db=.work/postgres --max-connections=10",
    ],
];

const LOCKED = "the stack is currently locked by 1 lock(s)";

/** Starts what README says, on a free port. */
async function startServer(command: string, cwd: string) {
    const [, program = "", ...words] = command.split(" ");
    const file = join(ROOT, "node_modules/.bin", program);
    const server = spawn(process.execPath, [file, ...words, "--port=0"], { cwd });
    for await (const line of createInterface(server.stdout)) {
        const [, port] = /listening on .*:(\d+)/.exec(line) ?? [];
        if (port !== undefined) return { server, port };
    }
    throw new Error(`${command} did not start: ${await text(server.stderr)}`);
}

describe.each(BACKENDS)("a state in %s", (_name, documented, command) => {
    let directory: string;
    let server: Awaited<ReturnType<typeof startServer>>["server"] | undefined;
    let environment: NodeJS.ProcessEnv;

    jest.setTimeout(STORY_TIMEOUT);
    beforeAll(async () => {
        directory = await makeOwnDirectory(join(ROOT, ".work"), "backend");
        await mkdir(join(directory, ".work"));
        await writeFile(join(directory, "Pulumi.yaml"), "name: backend\nruntime: nodejs\n");
        const started = command === undefined ? undefined : await startServer(command, directory);
        server = started?.server;
        const url = documented
            .replace("/srv/pulumi", join(directory, ".work"))
            .replace(/(?<=127\.0\.0\.1:)\d+/, String(started?.port));
        environment = {
            ...process.env,
            ...ENVIRONMENT,
            AWS_ACCESS_KEY_ID: "S3RVER",
            AWS_SECRET_ACCESS_KEY: "S3RVER",
            PULUMI_BACKEND_URL: url,
        };
    });
    afterAll(async () => {
        server?.kill();
        if (server) await once(server, "close");
        await rm(directory, { recursive: true, force: true });
    });

    async function start(...words: string[]): Promise<{ engine: ChildProcess; ending: Promise<Ending> }> {
        const { command: engine } = await findEngine();
        const child = spawn(engine.command, words, { cwd: directory, env: environment });
        const ending = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
        return {
            engine: child,
            ending: ending.then(([output, errors, [code]]) => ({ code, output: output + errors })),
        };
    }

    const pulumi = async (...words: string[]) => (await start(...words)).ending;

    /** An update of a program that has no resources, and does what it is told meanwhile. */
    async function up(meanwhile: (engine: ChildProcess) => unknown = () => {}): Promise<Ending> {
        let engine: ChildProcess | undefined;
        const host = await startLanguageHost(() => async () => {
            await meanwhile(engine as ChildProcess);
        });
        const started = await start("up", "--yes", "--skip-preview", "--stack", "dev", ...host.flags);
        engine = started.engine;
        return started.ending.finally(host.close);
    }

    test("is where README says", async () => {
        const readme = await readFile(join(GITOPS, "README.md"), "utf8");
        for (const words of [documented, command ?? documented]) expect(readme).toContain(`\`${words}\``);
    });

    test("lets no second update begin while one runs", async () => {
        expect(await pulumi("stack", "init", "organization/backend/dev")).toMatchObject({ code: 0 });
        let second: Ending | undefined;
        const first = await up(async () => {
            second = await up();
        });
        expect(second?.output).toContain(LOCKED);
        expect(second?.code).not.toBe(0);
        expect(first.code).toBe(0);
    });

    test("stays locked by a killed update until `pulumi cancel`", async () => {
        const killed = await up((engine) => {
            engine.kill("SIGKILL");
            return new Promise(() => {});
        });
        expect(killed.code).toBeNull();
        expect((await up()).output).toContain(LOCKED);
        expect(await pulumi("cancel", "--yes", "--stack", "dev")).toMatchObject({ code: 0 });
        expect(await up()).toMatchObject({ code: 0 });
    });
});

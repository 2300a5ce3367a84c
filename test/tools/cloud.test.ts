import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { endOf, type Newcomer, newcomer, run, start } from "./newcomer";

/** Each starts processes. */
jest.setTimeout(60_000);

const CLOUD = "emulator/main.ts";

let user: Newcomer;
beforeAll(() => {
    user = newcomer();
});
afterAll(() => user.leave());

const cloud = (...words: string[]) => run(CLOUD, words, user.environment());
const refusal = (sentence: string) => ({ code: 1, output: "", errors: `${sentence}\n` });

describe("npm run cloud", () => {
    test.each(["abc", "", "65536", "1.5"])("refuses --port=%s in one sentence", async (port) => {
        expect(await cloud(`--port=${port}`)).toEqual(
            refusal(`--port must be an integer from 0 to 65535, not "${port}"`),
        );
    });

    test("says that a port is in use, and what to do", async () => {
        const neighbour = createServer().listen(0, "127.0.0.1");
        await once(neighbour, "listening");
        const { port } = neighbour.address() as { port: number };
        expect(await cloud("--port", String(port))).toEqual(
            refusal(`Port ${port} is already in use; --port 0 picks a free port`),
        );
        neighbour.close();
    });

    test("says that its log cannot be written", async () => {
        expect(await cloud("--port", "0", "--log", "/dev/null/log")).toEqual(
            refusal("Cannot write to the --log file: ENOTDIR: not a directory, open '/dev/null/log'"),
        );
    });

    test("says so too where the log can be opened and not be written to", async () => {
        const child = start(CLOUD, ["--port", "0", "--log", "/dev/full"], user.environment());
        child.stdout.once("data", (text) => {
            const [, url] = /NHNCLOUD_AUTH_URL='(.*)'/.exec(String(text)) ?? [];
            void fetch(String(url)).catch(() => {});
        });
        expect(await endOf(child)).toMatchObject({
            code: 1,
            errors: "Cannot write to the --log file: ENOSPC: no space left on device, write\n",
        });
    });

    test("writes a line a request to its log, and ends at a signal", async () => {
        const log = join(user.home, "requests.jsonl");
        const child = start(CLOUD, ["--port", "0", "--log", log], user.environment());
        const ended = endOf(child);
        const [text] = await once(child.stdout, "data");
        const [, url] = /NHNCLOUD_AUTH_URL='(.*)'/.exec(String(text)) ?? [];
        await (await fetch(String(url))).text();
        child.kill("SIGTERM");
        expect(await ended).toMatchObject({ code: 0, errors: "" });
        expect(JSON.parse(readFileSync(log, "utf8"))).toMatchObject({
            method: "GET",
            path: "/identity/v2.0",
        });
    });

    test("ends quietly when nobody reads what it prints", async () => {
        const child = start(CLOUD, ["--port", "0"], user.environment());
        child.stdout.destroy();
        let errors = "";
        child.stderr.on("data", (text) => {
            errors += text;
        });
        expect(await once(child, "close")).toEqual([0, null]);
        expect(errors).toBe("");
    });
});

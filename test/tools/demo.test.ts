import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endOf, type Newcomer, newcomer, ROOT, start } from "./newcomer";

/** Each starts processes. */
jest.setTimeout(60_000);

const DEMO = "demo/main.ts";
const onLinux = process.platform === "linux" ? describe : describe.skip;

/** With an engine that refuses its first preview, so that the demo ends there, and writes down what it was asked for. */
let user: Newcomer;
let asked: string;
beforeEach(() => {
    user = newcomer();
    asked = join(user.home, "asked");
    user.install(
        "pulumi",
        `echo "$@" >> ${asked}`,
        "[ $1 != version ] || echo v3.260.0",
        "[ $1 != preview ] || exit 1",
    );
    user.install("pulumi-resource-pulumi-nodejs");
});
afterEach(() => user.leave());

/** The demo on a terminal, as util-linux makes one. */
function onTerminal(environment: Record<string, string>) {
    const command = `${process.execPath} --import tsx ${DEMO}`;
    return spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
        cwd: ROOT,
        env: user.environment(environment),
        timeout: 60_000,
        killSignal: "SIGKILL",
    });
}

async function numberOfAnEndedProcess(): Promise<number> {
    const child = spawn("true");
    await once(child, "close");
    return Number(child.pid);
}

onLinux("npm run demo on a terminal (on Linux, where script makes one)", () => {
    test.each([
        { environment: { TERM: "xterm" }, color: "always" },
        { environment: { TERM: "xterm", NO_COLOR: "1" }, color: "never" },
        { environment: { TERM: "dumb" }, color: "never" },
    ])("has colours as $environment says: $color", async ({ environment, color }) => {
        const { output } = await endOf(onTerminal(environment));
        expect(readFileSync(asked, "utf8")).toContain(`preview --color ${color} `);
        expect(output).toContain("Pulumi engine 3.260.0, on PATH");
    });
});

describe("npm run demo", () => {
    test("tells at its end what was run and what was left out, and clears away what a killed run left", async () => {
        const left = join(ROOT, `.work/fleet-pid${await numberOfAnEndedProcess()}-a1B2c3`);
        const neighbour = join(ROOT, `.work/fleet-pid${process.pid}-a1B2c3`);
        for (const directory of [left, neighbour]) mkdirSync(directory, { recursive: true });
        const { code, output } = await endOf(start(DEMO, [], user.environment()));
        expect(code).toBe(1);
        expect(output).toMatch(
            /\nRan quickstart \(0 of 8 steps\) in \d+ s, on a local NHN Cloud\. Left out: fleet, web-with-volume, which `npm run demo -- --all` runs too, in about two minutes\.\n$/,
        );
        expect([left, neighbour].map((directory) => existsSync(directory))).toEqual([false, true]);
        rmSync(neighbour, { recursive: true });
    });

    test("ends quietly where its reader leaves after the first line", async () => {
        const child = start(DEMO, [], user.environment());
        const errors: string[] = [];
        child.stderr.on("data", (text) => errors.push(String(text)));
        child.stdout.once("data", () => child.stdout.destroy());
        expect(await once(child, "close")).toEqual([0, null]);
        expect(errors).toEqual([]);
    });
});

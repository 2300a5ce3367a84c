import { execFile } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { automation } from "@pulumi/pulumi";
import { leftovers, unknownRequests } from "../../demo/cloudState";
import { startCloud } from "../../emulator";
import { DEFAULT_DURATIONS } from "../../emulator/cloud/durations";
import { exampleIds } from "../../emulator/exampleIds";
import { findEngine } from "../../engine";
import { credentialsOf } from "../../engine/credentials";
import { pulumiHome } from "../../engine/directories";
import type { Operation } from "../../engine/operation";
import { ENVIRONMENT, type EngineStack, openStack, STACK } from "../../engine/stack";
import { commandsOf, EXAMPLES, playAll } from "../examples/readme";
import { newcomer, start } from "../tools/newcomer";

import adoptExisting = require("../../examples/adopt-existing");
import fleet = require("../../examples/fleet");
import images = require("../../examples/images");
import multiRegion = require("../../examples/multi-region");
import quickstart = require("../../examples/quickstart");
import webWithVolume = require("../../examples/web-with-volume");

const PROGRAMS: [example: string, program: automation.PulumiFn][] = [
    ["quickstart", quickstart],
    ["web-with-volume", webWithVolume],
    ["fleet", fleet],
    ["images", images],
    ["multi-region", multiRegion],
    ["adopt-existing", adoptExisting],
];

/** Played by `npm run test:languages`. */
const OTHER_LANGUAGES = ["quickstart-yaml", "quickstart-python", "quickstart-go"];

/** Each waits for a local cloud a few times. */
jest.setTimeout(300_000);

/** Whatever takes no time is done at the first look. */
const INSTANT = Object.fromEntries(Object.keys(DEFAULT_DURATIONS).map((name) => [name, 0]));

const PUBLIC_KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS developer@laptop";

const OPERATION = /^pulumi (preview|up|refresh|destroy)(?: --yes)?$/;

const run = promisify(execFile);

/** What the test has done otherwise when it comes to these: dependencies, a cloud, a stack with its own backend. */
const preparations = (example: string) => [
    "npm install",
    "npm run cloud",
    `cd examples/${example}`,
    'export PULUMI_BACKEND_URL="file://~"',
    'export PULUMI_CONFIG_PASSPHRASE=""',
    `pulumi stack init ${STACK}`,
];

interface Scene {
    example: string;
    stack: EngineStack;
    variables: Record<string, string>;
}

/** Runs a command as the README has it, and returns what it printed. */
async function play({ example, stack, variables }: Scene, line: string): Promise<string> {
    if (preparations(example).includes(line)) return "";
    // The language host for Node.js may be missing here, so that the engine gets the program inline.
    const [, operation] = OPERATION.exec(line) ?? [];
    if (operation) {
        const { output, failure } = await stack.attempt(operation as Operation);
        if (failure !== undefined) throw new Error(`${line}: ${failure}`);
        return output;
    }
    if (!/^pulumi (config|stack) /.test(line)) throw new Error(`This test cannot run "${line}".`);
    const { command } = (await findEngine()).command;
    const env = {
        ...process.env,
        PULUMI_HOME: pulumiHome(),
        PATH: `${dirname(command)}${delimiter}${process.env.PATH}`,
        ...ENVIRONMENT,
        ...variables,
        HOME: join(stack.directory, "home"),
    };
    const { stdout } = await run("sh", ["-ec", line], { cwd: stack.directory, env });
    return stdout;
}

async function playReadme(example: string, program: automation.PulumiFn): Promise<void> {
    const cloud = await startCloud({ seconds: INSTANT });
    let stack: EngineStack | undefined;
    try {
        stack = await openStack({ project: example, program, configuration: credentialsOf(cloud) });
        prepareDirectory(example, stack.directory);
        const scene = { example, stack, variables: exampleIds(cloud) };
        await playAll(example, (line) => play(scene, line));
        expect([...leftovers(cloud.region()), ...leftovers(cloud.region("KR2"))]).toEqual([]);
        expect(unknownRequests(cloud)).toEqual([]);
    } finally {
        await stack?.close();
        await cloud.close();
    }
}

/** As in the example's folder, but for the backend. */
function prepareDirectory(example: string, directory: string): void {
    const project = readFileSync(join(EXAMPLES, example, "Pulumi.yaml"), "utf8");
    const backend = `backend:\n    url: file://${directory}?metadata=skip\n`;
    writeFileSync(join(directory, "Pulumi.yaml"), project + backend);
    copyFileSync(join(EXAMPLES, example, "index.ts"), join(directory, "index.ts"));
    mkdirSync(join(directory, "home/.ssh"), { recursive: true });
    writeFileSync(join(directory, "home/.ssh/id_ed25519.pub"), PUBLIC_KEY);
}

describe("the README of an example", () => {
    const examples = [...PROGRAMS.map(([example]) => example), ...OTHER_LANGUAGES];
    test.each(examples)("%s shows what each operation prints, a change, and how to clean up", (example) => {
        const silent = commandsOf(example).filter(({ line, expected }) => OPERATION.test(line) && !expected);
        expect(silent).toEqual([]);
        const text = readFileSync(join(EXAMPLES, example, "README.md"), "utf8");
        expect(text.match(/^## .*$/gm)).toEqual([
            "## Run it",
            "## Change this and run again",
            "## Clean up",
            "## On your own account",
        ]);
    });

    /** All at once: each waits most of the time. */
    const played = new Map<string, Promise<Error | undefined>>();
    beforeAll(() => {
        for (const [example, program] of PROGRAMS) {
            const outcome = playReadme(example, program).then(
                () => undefined,
                (error) => error,
            );
            played.set(example, outcome);
        }
    });

    test.each(PROGRAMS)("%s does what it says, and leaves nothing", async (example) => {
        const failure = await played.get(example);
        if (failure) throw failure;
    });
});

describe("npm run cloud", () => {
    const user = newcomer();
    afterAll(() => user.leave());

    test("prints the variables that the READMEs name, and the quickstart's configuration", async () => {
        const child = start("emulator/main.ts", ["--port", "0"], user.environment());
        const [printed] = await once(child.stdout, "data");
        child.kill("SIGTERM");
        const lines = String(printed).split("\n");
        const exported = lines.flatMap((line) => /^export (\w+)='.+'$/.exec(line)?.[1] ?? []);
        const written = PROGRAMS.flatMap(([example]) => commandsOf(example).map(({ line }) => line));
        const named = written.flatMap((line) => [...line.matchAll(/\$(\w+)/g)].map(([, name]) => name));
        expect(exported).toEqual(expect.arrayContaining(named));
        const configuration = lines.filter((line) => line.startsWith("pulumi "));
        expect(configuration.length).toBeGreaterThan(0);
        expect(written).toEqual(expect.arrayContaining(configuration));
    });
});

test("the project at the root is the quickstart", () => {
    const root = readFileSync(join(EXAMPLES, "../Pulumi.yaml"), "utf8");
    const own = readFileSync(join(EXAMPLES, "quickstart/Pulumi.yaml"), "utf8");
    expect(root).toBe(own.replace("main: index.ts", "main: examples/quickstart/index.ts"));
});

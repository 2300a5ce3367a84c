import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { leftovers } from "../../demo/cloudState";
import { exampleIds } from "../../emulator/exampleIds";
import type { LanguageHost } from "../../engine/languageHost";
import { playAll } from "../examples/readme";
import { startHost } from "./host";
import { environmentOf, openFolder } from "./project";

const run = promisify(execFile);

jest.setTimeout(900_000);

/** What runs their programs; for YAML, the engine does. */
const programs: Record<string, (directory: string) => Promise<LanguageHost | undefined>> = {
    "quickstart-yaml": async () => undefined,
    "quickstart-python": (directory) =>
        startHost([join(directory, "venv/bin/python"), join(__dirname, "program.py")]),
    "quickstart-go": () => startHost(["go", "run", "."]),
};

describe("the README of an example", () => {
    test.each(Object.keys(programs))("%s does what it says, and leaves nothing", async (example) => {
        const { cloud, directory, close } = await openFolder(`examples/${example}`);
        const host = await programs[example]?.(directory);
        /** What the test has done otherwise when it comes to these. */
        const done = ["npm install", "npm run cloud", `cd examples/${example}`];
        try {
            const env = { ...process.env, ...(await environmentOf(cloud, directory)), ...exampleIds(cloud) };
            await playAll(example, async (line) => {
                if (done.includes(line) || line.startsWith("export ")) return "";
                const [, operation = ""] = /^pulumi (preview|up|destroy)\b/.exec(line) ?? [];
                // READMEs leave out the preview that an operation begins with.
                const quick = ["up", "destroy"].includes(operation) ? ["--skip-preview"] : [];
                const flags = operation === "" ? [] : [...quick, ...(host?.flags ?? [])];
                const { stdout } = await run("sh", ["-ec", [line, ...flags].join(" ")], {
                    cwd: directory,
                    env,
                });
                return stdout;
            });
            expect(leftovers(cloud.region())).toEqual([]);
        } finally {
            host?.close();
            await close();
        }
    });
});

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The machine and the folder that a command is run in, so that tests can replace them. */
export interface Surroundings {
    nodeVersion: string;
    processors: number;
    /** The folder of the program. */
    folder: string;
    /** What `pulumi` prints; throws where it cannot be started or fails. */
    pulumi(...words: string[]): Promise<string>;
    /** The text of a file, or of the standard input for `-`. */
    read(file: string): Promise<string>;
    /** The version of a package as the plugin finds it from the folder; undefined if it does not. */
    packageVersion(name: string): string | undefined;
}

const answerMs = 20_000;

export function systemSurroundings(): Surroundings {
    const folder = process.cwd();
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    return {
        nodeVersion: process.versions.node,
        processors: availableParallelism(),
        folder,
        pulumi: async (...words) =>
            (await run("pulumi", [...words, "--non-interactive"], { cwd: folder, env, timeout: answerMs }))
                .stdout,
        read: async (file) => (file === "-" ? await text(process.stdin) : await readFile(file, "utf8")),
        packageVersion: (name) => {
            try {
                return createRequire(join(folder, "index.js"))(`${name}/package.json`).version;
            } catch {
                return undefined;
            }
        },
    };
}

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { findEngine } from "../../engine";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { ENVIRONMENT } from "../../engine/stack";

/** Whose commits these are. */
const IDENTITY = {
    GIT_AUTHOR_NAME: "Ops",
    GIT_AUTHOR_EMAIL: "ops@example.com",
    GIT_COMMITTER_NAME: "Ops",
    GIT_COMMITTER_EMAIL: "ops@example.com",
};

export interface Ending {
    code: number | null;
    /** Of both streams, as it came. */
    output: string;
}

/** A shell in a directory of its own inside the project, with `pulumi` on its PATH. */
export interface Terminal {
    directory: string;
    /** Runs commands until one fails; where they lead to, and what they export, holds for the next ones. */
    run(commands: string): Promise<Ending>;
    /** Puts a program of shell commands on PATH, before all others. */
    install(program: string, ...lines: string[]): Promise<void>;
    close(): Promise<void>;
}

export async function openTerminal(environment: Record<string, string>): Promise<Terminal> {
    const { command } = await findEngine();
    const directory = await makeOwnDirectory(join(__dirname, "../../.work"), "terminal");
    const programs = join(directory, "programs");
    const memory = join(directory, "memory.sh");
    await mkdir(programs);
    await writeFile(memory, `cd '${directory}'\n`);
    const env = {
        ...ENVIRONMENT,
        HOME: process.env.HOME,
        PULUMI_HOME: process.env.PULUMI_HOME,
        PATH: [programs, dirname(command.command), process.env.PATH].join(delimiter),
        ...IDENTITY,
        ...environment,
    };
    const host = spawn(process.execPath, ["--import", "tsx", join(__dirname, "languageHostProcess.ts")], {
        env,
    });
    const flags = await firstLine(host);
    const terminal: Terminal = {
        directory,
        run: async (commands) => {
            const script = `exec 2>&1 < /dev/null\n. '${memory}'\n${commands}\n{ export -p; echo "cd '$PWD'"; } > '${memory}'`;
            const child = spawn("bash", ["--norc", "-ec", script], { env });
            const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
            return { code, output };
        },
        install: async (program, ...lines) => {
            await writeFile(join(programs, program), ["#!/bin/sh", ...lines, ""].join("\n"));
            await chmod(join(programs, program), 0o755);
        },
        close: async () => {
            host.stdin.end();
            await once(host, "exit");
            await rm(directory, { recursive: true, force: true });
        },
    };
    await terminal.install(
        "pulumi",
        'case " $* " in',
        `*" up "* | *" preview "* | *" --run-program "*) exec '${command.command}' "$@" ${flags} ;;`,
        `*) exec '${command.command}' "$@" ;;`,
        "esac",
    );
    return terminal;
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
    const [line] = await once(createInterface(child.stdout), "line");
    return line;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";

export const ROOT = join(__dirname, "../..");

/** A machine's user: a HOME and a directory of programs that come first on PATH. */
export interface Newcomer {
    home: string;
    programs: string;
    /** Writes a program of shell commands; into `programs` unless `file` is a whole path. */
    install(file: string, ...lines: string[]): string;
    environment(more?: Record<string, string>): Record<string, string>;
    leave(): void;
}

export function newcomer(): Newcomer {
    const home = mkdtempSync(join(tmpdir(), "newcomer-"));
    const programs = join(home, "programs");
    mkdirSync(programs);
    return {
        home,
        programs,
        install(file, ...lines) {
            const path = file.startsWith("/") ? file : join(programs, file);
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
            chmodSync(path, 0o755);
            return path;
        },
        // Without the other directories of this machine's PATH, which may hold an engine or Go.
        environment: (more) => ({
            HOME: home,
            PATH: [programs, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
            ...more,
        }),
        leave: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
    };
}

/** Starts one of the project's own programs, without npm and tsx's own command around it; a hanging one is killed. */
export function start(file: string, words: string[], env: Record<string, string>) {
    return spawn(process.execPath, ["--import", "tsx", file, ...words], {
        cwd: ROOT,
        env,
        timeout: 60_000,
        killSignal: "SIGKILL",
    });
}

export interface Ending {
    code: number | null;
    output: string;
    errors: string;
}

export async function run(file: string, words: string[], env: Record<string, string>): Promise<Ending> {
    return endOf(start(file, words, env));
}

export async function endOf(child: ReturnType<typeof start>): Promise<Ending> {
    const [output, errors, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
    ]);
    return { code, output, errors };
}

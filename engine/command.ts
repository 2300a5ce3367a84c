import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface CommandOptions {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    /** After so long it is killed; never where it is left out. */
    seconds?: number;
    /** Hears each line of the standard output, as it comes. */
    hear?: (line: string) => void;
    /** Hears each line of the standard error. */
    report?: (line: string) => void;
}

export interface CommandResult {
    /** null: killed */
    exitCode: number | null;
    output: string[];
    reported: string[];
}

/** What a shell answers when there is no such command. */
export const NOT_FOUND = 127;

const GROUPS = process.platform !== "win32";

/** The background shell waits on a pipe that nobody writes to, and that closes when this process ends, however it ends. */
const WATCHED = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } > /dev/null 2>&1 & exec "$@" 3<&- < /dev/null';

/** Runs a command. It ends, with all that it started, when this process does, also when that is killed. */
export async function runCommand(words: string[], options: CommandOptions = {}): Promise<CommandResult> {
    const { cwd, env = process.env, seconds, hear, report } = options;
    const [command = "", ...others] = GROUPS ? ["sh", "-c", WATCHED, "sh", ...words] : words;
    const child = spawn(command, others, { cwd, env, detached: GROUPS, stdio: "pipe" });
    const output: string[] = [];
    const reported: string[] = [];
    createInterface(child.stdout).on("line", (line) => {
        output.push(line);
        hear?.(line);
    });
    createInterface(child.stderr).on("line", (line) => {
        reported.push(line);
        report?.(line);
    });
    const kill = () => void (GROUPS ? killGroup(child.pid) : child.kill());
    // Before the listeners that remove the directories it writes to.
    process.prependOnceListener("exit", kill);
    const timer = seconds === undefined ? undefined : setTimeout(kill, seconds * 1000);
    try {
        const exitCode = await new Promise<number | null>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", resolve);
        });
        return { exitCode, output, reported };
    } finally {
        process.off("exit", kill);
        clearTimeout(timer);
    }
}

function killGroup(leader: number | undefined): void {
    if (leader === undefined) return;
    try {
        process.kill(-leader, "SIGKILL");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

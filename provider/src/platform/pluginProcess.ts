import { execFile } from "node:child_process";
import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";
import type { Http2Server } from "./engineCalls";

const run = promisify(execFile);

/** Returns the state of a stack as printed by `pulumi stack export`. */
export type ExportStack = (stack: string, options: { showSecrets: boolean }) => Promise<unknown>;

const exportTimeoutMs = 30_000;
const largestStateBytes = 400 * 1024 * 1024;

/** Runs the CLI that started the engine; an export takes no lock, so it works during an update. */
export const exportStack: ExportStack = (stack, options) => runStackExport(["--stack", stack], options);

/** With the words that select the stack. */
export async function runStackExport(
    selection: readonly string[],
    { showSecrets }: { showSecrets: boolean },
): Promise<unknown> {
    const words = ["stack", "export", ...selection, "--non-interactive"];
    const { stdout } = await run(cli(), showSecrets ? [...words, "--show-secrets"] : words, {
        timeout: exportTimeoutMs,
        maxBuffer: largestStateBytes,
        // If the engine has exited, the CLI would wait for its log endpoint.
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_LOG_OTLP_ENDPOINT: "" },
    });
    return JSON.parse(stdout);
}

/** The executable of the parent process, if known: it may not be the one on PATH. */
function cli(): string {
    try {
        const path = readlinkSync(`/proc/${process.ppid}/exe`);
        if (basename(path).startsWith("pulumi")) return path;
    } catch {
        // Not Linux, or not permitted.
    }
    return "pulumi";
}

const cancelPath = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Aborted when the engine cancels. The SDK's server ignores that call, so it is observed; if the server is not found, a
 * cancelled run ends when its operations do.
 */
export function whenCancelled(server: Http2Server | undefined): AbortSignal {
    const cancelled = new AbortController();
    server?.on("stream", (_stream, { ":path": path }) => {
        if (path === cancelPath) cancelled.abort();
    });
    return cancelled.signal;
}

/** Before a process ends by itself. What `close` returns is not awaited. */
export function beforeExit(close: () => Promise<void>): void {
    process.once("exit", () => void close());
}

/** On Windows, the engine sends SIGBREAK. */
const endSignals = ["SIGINT", "SIGTERM", "SIGBREAK"] as const;

/** Before the engine ends a plugin: it sends a signal, and kills the process 5 s later. */
export function beforeEngineEnds(close: () => Promise<void>): void {
    beforeExit(close);
    for (const signal of endSignals) process.once(signal, () => void close().finally(() => process.exit()));
}

/** Shorter than it takes to start another run, which could not see later requests of this one. */
const checkEngineMs = 100;

/** A killed engine cannot stop its plugins, which would keep running with its configuration in memory. */
export function exitWithEngine(): void {
    const engine = process.ppid;
    setInterval(() => {
        if (process.ppid !== engine || !isRunning(engine)) process.exit(1);
    }, checkEngineMs).unref();
}

/** For systems where the parent's id does not change when it exits, such as Windows. */
function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

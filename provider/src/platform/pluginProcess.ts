import { execFile } from "node:child_process";
import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";

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

interface Http2Server {
    on(event: "stream", listener: (stream: unknown, headers: { ":path"?: string }) => void): void;
}

/**
 * Aborted when the engine cancels. The SDK's server ignores that call and offers no hook for it, so it is observed on the
 * HTTP/2 server; if that is not found, a cancelled run ends when its operations do.
 */
export function whenCancelled(): AbortSignal {
    const cancelled = new AbortController();
    const { _getActiveHandles: activeHandles } = process as { _getActiveHandles?: () => object[] };
    for (const handle of activeHandles?.call(process) ?? []) {
        if (handle.constructor.name !== "Http2Server") continue;
        (handle as Http2Server).on("stream", (_stream, { ":path": path }) => {
            if (path === cancelPath) cancelled.abort();
        });
    }
    return cancelled.signal;
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

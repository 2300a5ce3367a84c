import { execFile } from "node:child_process";
import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the engine keeps of a stack, as `pulumi stack export` prints it. */
export type ExportStack = (stack: string, options: { showSecrets: boolean }) => Promise<unknown>;

const exportTimeoutMs = 30_000;
const largestStateBytes = 400 * 1024 * 1024;

/** Asks the CLI that runs the engine; it takes no lock, so it works during an update. */
export const exportStack: ExportStack = async (stack, { showSecrets }) => {
    const words = ["stack", "export", "--stack", stack, "--non-interactive"];
    const { stdout } = await run(cli(), showSecrets ? [...words, "--show-secrets"] : words, {
        timeout: exportTimeoutMs,
        maxBuffer: largestStateBytes,
        // An engine that is gone no longer takes logs, and the CLI would wait for it.
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_LOG_OTLP_ENDPOINT: "" },
    });
    return JSON.parse(stdout);
};

/** The parent process where the system tells, which may not be the one on PATH. */
function cli(): string {
    try {
        const path = readlinkSync(`/proc/${process.ppid}/exe`);
        if (basename(path).startsWith("pulumi")) return path;
    } catch {
        // Not Linux, or not allowed.
    }
    return "pulumi";
}

const cancelPath = "/pulumirpc.ResourceProvider/Cancel";

interface Http2Server {
    on(event: "stream", listener: (stream: unknown, headers: { ":path"?: string }) => void): void;
}

/**
 * Aborted when the engine cancels. The SDK's server ignores that call and offers no way to see it, so it is seen where it
 * arrives; where the server is not found, a cancelled run ends when its operations do.
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

/** Shorter than it takes to begin another run, in which requests of this one would come too late to be found. */
const lookForEngineMs = 100;

/** A killed engine cannot end its plugins, which would keep its configuration in memory for ever. */
export function exitWithEngine(): void {
    const engine = process.ppid;
    setInterval(() => {
        if (process.ppid !== engine || !isRunning(engine)) process.exit(1);
    }, lookForEngineMs).unref();
}

/** Where the parent's id does not change when it ends, as on Windows. */
function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

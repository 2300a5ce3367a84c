import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process and all that it started, found by their parents, the oldest first. Linux only. */
export function treeOf(root: number): number[] {
    return [root, ...childrenOf(root).flatMap(treeOf)];
}

/** SIGKILL to a whole tree. Each is stopped before its children are looked for, so that none is started meanwhile. */
export function killTree(root: number): number[] {
    const killed: number[] = [];
    for (let level = [root]; level.length > 0; level = level.flatMap(childrenOf)) {
        for (const pid of level) send(pid, "SIGSTOP");
        killed.push(...level);
    }
    for (const pid of killed) send(pid, "SIGKILL");
    return killed;
}

/** Ends when none of them does anything any more, or when it has waited long enough. */
export async function allEnded(pids: readonly number[], longestMs = Number.POSITIVE_INFINITY): Promise<void> {
    const began = Date.now();
    while (pids.some(isAlive) && Date.now() - began < longestMs) await sleep(5);
}

/** A process that ended, and that nobody has waited for, is a zombie. */
export function isAlive(pid: number): boolean {
    const state = statusOf(pid)?.state;
    return state !== undefined && state !== "Z" && state !== "X";
}

export function send(pid: number, signal: NodeJS.Signals): void {
    try {
        process.kill(pid, signal);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

export function commandOf(pid: number): string {
    return read(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ").trim() ?? "";
}

function childrenOf(parent: number): number[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => statusOf(pid)?.parent === parent);
}

function statusOf(pid: number): { state: string | undefined; parent: number } | undefined {
    // The name in parentheses may hold anything.
    const fields = read(`/proc/${pid}/stat`)
        ?.replace(/^.*\) /s, "")
        .split(" ");
    return fields && { state: fields[0], parent: Number(fields[1]) };
}

function read(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return undefined;
    }
}

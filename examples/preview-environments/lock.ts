import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { automation } from "@pulumi/pulumi";

/** No run takes so long: a lock that is older was left by one that was killed on another machine. */
const LONGEST_RUN_HOURS = 2;
const PAUSE_SECONDS = 3;

/** Another run works on the environment. */
export class EnvironmentBusy extends Error {}

export interface Patience {
    /** How long to wait for another run. */
    seconds: number;
    /** How long to wait between looks, about. */
    pauseSeconds?: number;
    report(sentence: string): void;
}

interface Lock {
    url: string;
    /** For example `me@laptop (pid 4711) since 2026-01-31T12:00:00Z`. */
    holder: string;
    abandoned: boolean;
}

/** Runs an operation on a stack as soon as no other run holds it; the lock of a dead run is taken away. */
export async function whenFree<T>(
    stack: automation.Stack,
    patience: Patience,
    operation: () => Promise<T>,
): Promise<T> {
    const { pauseSeconds = PAUSE_SECONDS } = patience;
    const deadline = Date.now() + patience.seconds * 1000;
    for (let told = false; ; told = true) {
        try {
            return await operation();
        } catch (error) {
            if (!(error instanceof automation.ConcurrentUpdateError)) throw error;
            const locks = locksIn(error.message);
            if (locks.length > 0 && locks.every(({ abandoned }) => abandoned)) {
                patience.report(`Taking over from a run that was killed: ${locks[0]?.holder}.`);
                await breakLocks(stack, locks);
                continue;
            }
            const holder = locks.find(({ abandoned }) => !abandoned)?.holder;
            const busy = `Another run works on ${stack.name}${holder ? `: ${holder}` : ""}.`;
            if (Date.now() >= deadline) throw new EnvironmentBusy(busy);
            if (!told) patience.report(`${busy} Waiting for it to end.`);
            // Two that try at the same moment both see the other's lock.
            await sleep(pauseSeconds * 1000 * (0.5 + Math.random()));
        }
    }
}

const LOCK = /^\s*(\S+): created by (.+)@(\S+) \(pid (\d+)\) at (\S+)\s*$/gm;

/** The locks that a self-managed backend names; Pulumi Cloud names none, and ends those of dead runs itself. */
export function locksIn(message: string): Lock[] {
    return [...message.matchAll(LOCK)].map(([, url = "", user, host = "", pid, since = ""]) => ({
        url,
        holder: `${user}@${host} (pid ${pid}) since ${since}`,
        abandoned: (host === hostname() && !isAlive(Number(pid))) || isOld(since),
    }));
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

function isOld(since: string): boolean {
    return Date.now() - Date.parse(since) > LONGEST_RUN_HOURS * 3_600_000;
}

async function breakLocks(stack: automation.Stack, locks: Lock[]): Promise<void> {
    // `pulumi cancel` also takes away a lock that somebody else got a moment ago; with files that can be helped.
    if (!locks.every(({ url }) => url.startsWith("file://"))) return stack.cancel();
    for (const { url } of locks) {
        const { pathname } = new URL(url);
        await rm(fileURLToPath(`file://${pathname}`), { force: true });
    }
}

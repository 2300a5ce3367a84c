import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const OWNED = /-pid(\d+)-\w{6}/;

const cleared = new Map<string, Promise<void>>();

/** A new directory for this process; the first one of a run clears away what killed runs left in the same place. */
export async function makeOwnDirectory(parent: string, name: string): Promise<string> {
    await mkdir(parent, { recursive: true });
    const clearing = cleared.get(parent) ?? clearAbandoned(parent);
    cleared.set(parent, clearing);
    await clearing;
    return mkdtemp(join(parent, `${name}-pid${process.pid}-`));
}

async function clearAbandoned(parent: string): Promise<void> {
    const abandoned = (await readdir(parent)).filter((name) => {
        const [, owner] = OWNED.exec(name) ?? [];
        return owner !== undefined && !isAlive(Number(owner));
    });
    for (const name of abandoned) {
        // What cannot be removed is somebody else's, or another run removes it too.
        await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    }
}

/** This process has no directory yet: one with its number is of an earlier process. */
function isAlive(pid: number): boolean {
    if (pid === process.pid) return false;
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

import { existsSync, rmSync } from "node:fs";
import { chmod, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const EXECUTABLE = process.platform === "win32" ? "pulumi.exe" : "pulumi";
const LAUNCHER =
    process.platform === "win32" ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

export function pulumiHome(): string {
    return process.env.PULUMI_HOME || join(homedir(), ".pulumi");
}

export function versionsDirectory(): string {
    return join(pulumiHome(), "versions");
}

export function executablePath(root: string): string {
    return join(root, "bin", EXECUTABLE);
}

export function launcherPath(root: string): string {
    return join(root, "bin", LAUNCHER);
}

/** Without its launcher an engine cannot run dynamic resources at all. */
export function isComplete(root: string): boolean {
    return existsSync(executablePath(root)) && existsSync(launcherPath(root));
}

/** True when PATH holds both the engine and the launcher of dynamic resources. */
export function pathHoldsEngine(): boolean {
    const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
    const holds = (file: string) => directories.some((directory) => existsSync(join(directory, file)));
    return holds(EXECUTABLE) && holds(LAUNCHER);
}

/** A new directory beside the final one, so that moving it there is a single rename. */
export async function temporaryRoot(): Promise<string> {
    const root = await mkdtemp(join(versionsDirectory(), ".incoming-"));
    await chmod(root, 0o755);
    process.once("exit", () => rmSync(root, { recursive: true, force: true }));
    return root;
}

/** Moves a finished engine to its place; when another process was first, its engine stays. */
export async function publish(incoming: string, root: string): Promise<void> {
    if (await moved(incoming, root)) return;
    if (!isComplete(root)) {
        const broken = `${incoming}-replaced`;
        await moved(root, broken);
        await rm(broken, { recursive: true, force: true });
        if (await moved(incoming, root)) return;
    }
    await rm(incoming, { recursive: true, force: true });
}

async function moved(from: string, to: string): Promise<boolean> {
    try {
        await rename(from, to);
        return true;
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM" || code === "ENOENT") return false;
        throw error;
    }
}

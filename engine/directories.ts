import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm, rmdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { makeOwnDirectory } from "./ownDirectory";

const EXECUTABLE = process.platform === "win32" ? "pulumi.exe" : "pulumi";
export const LAUNCHER =
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

/** The engine that a shell would start. */
export function executableOnPath(): string | undefined {
    return directoriesOnPath()
        .map((directory) => join(directory, EXECUTABLE))
        .find((file) => existsSync(file) && statSync(file).isFile());
}

/** The engine looks for it on PATH, and beside itself. */
export function hasLauncher(executable: string): boolean {
    return [dirname(realpathSync(executable)), ...directoriesOnPath()].some((directory) =>
        existsSync(join(directory, LAUNCHER)),
    );
}

function directoriesOnPath(): string[] {
    return (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
}

/** Throws one sentence where engines cannot be kept. */
export async function demandHome(): Promise<void> {
    const directory = versionsDirectory();
    try {
        if (!isAbsolute(directory)) throw new Error("its path does not begin at the root");
        await makeDirectories(directory);
        await rmdir(await mkdtemp(join(directory, ".incoming-")));
    } catch (error) {
        throw new Error(
            `The Pulumi engine cannot use ${pulumiHome()} (${(error as Error).message}): ` +
                "let HOME, or PULUMI_HOME, name a directory that can be written to.",
        );
    }
}

/** Node's recursive mkdir never ends where the system answers ENOENT to each try, as in /proc. */
async function makeDirectories(path: string): Promise<void> {
    try {
        await mkdir(path);
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "EEXIST") return;
        if (code !== "ENOENT" || dirname(path) === path) throw error;
        await makeDirectories(dirname(path));
        await mkdir(path);
    }
}

/** A new directory beside the final one, so that moving it there is a single rename. */
export async function temporaryRoot(): Promise<string> {
    const root = await makeOwnDirectory(versionsDirectory(), ".incoming");
    await chmod(root, 0o755);
    process.once("exit", () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
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

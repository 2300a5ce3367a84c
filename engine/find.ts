import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { automation } from "@pulumi/pulumi";
import { isComplete, pathHoldsEngine, pulumiHome, versionsDirectory } from "./directories";
import { OLDEST_VERSION } from "./version";

export interface Engine {
    command: automation.PulumiCommand;
    version: string;
    source: string;
}

/** An engine that is already on this machine. */
export async function findInstalled(): Promise<Engine | undefined> {
    if (pathHoldsEngine()) {
        const engine = await openEngine(undefined, "on PATH");
        if (engine) return engine;
    }
    for (const root of await installedRoots()) {
        const engine = await openEngine(root, `in ${root}`);
        if (engine) return engine;
    }
    return undefined;
}

/** The engine in a directory (or on PATH), unless it is broken or too old. */
export async function openEngine(root: string | undefined, source: string): Promise<Engine | undefined> {
    if (root !== undefined && !isComplete(root)) return undefined;
    try {
        const command = await automation.PulumiCommand.get(root === undefined ? {} : { root });
        const version = command.version;
        if (version === null || version.compare(OLDEST_VERSION) < 0) return undefined;
        return { command, version: version.version, source };
    } catch {
        return undefined;
    }
}

async function installedRoots(): Promise<string[]> {
    const versions = versionsDirectory();
    const names = existsSync(versions) ? await readdir(versions) : [];
    const newestFirst = names
        .filter((name) => /^\d+\.\d+\.\d+/.test(name))
        .sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
    return [pulumiHome(), ...newestFirst.map((name) => join(versions, name))];
}

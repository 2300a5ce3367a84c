import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { automation } from "@pulumi/pulumi";
import { parse } from "semver";
import { runCommand } from "./command";
import {
    executableOnPath,
    executablePath,
    hasLauncher,
    LAUNCHER,
    pulumiHome,
    versionsDirectory,
} from "./directories";
import { OLDEST_VERSION } from "./version";

const ANSWER_SECONDS = 10;

export interface Engine {
    command: automation.PulumiCommand;
    version: string;
    source: string;
}

/** An engine that is already on this machine; `passOver` hears why those before it cannot be used. */
export async function findInstalled(passOver: (sentence: string) => void): Promise<Engine | undefined> {
    const onPath = executableOnPath();
    const places = [
        ...(onPath === undefined ? [] : [{ executable: onPath, root: undefined, source: "on PATH" }]),
        ...(await installedRoots()).map((root) => placeOf(root, `in ${root}`)),
    ];
    for (const place of places.filter(({ executable }) => existsSync(executable))) {
        try {
            return await openEngine(place);
        } catch (error) {
            passOver(error instanceof Error ? error.message : String(error));
        }
    }
    return undefined;
}

interface Place {
    executable: string;
    /** The directory above bin; undefined: PATH */
    root: string | undefined;
    source: string;
}

export function placeOf(root: string, source: string): Place {
    return { executable: executablePath(root), root, source };
}

/** Throws one sentence where the engine cannot be used. */
export async function openEngine({ executable, root, source }: Place): Promise<Engine> {
    const version = await versionOf(executable);
    const defects = [
        ...(version.compare(OLDEST_VERSION) < 0 ? [`is older than ${OLDEST_VERSION}`] : []),
        ...(hasLauncher(executable) ? [] : [`has no ${LAUNCHER}, which runs dynamic resources`]),
    ];
    if (defects.length > 0) throw new Error(`${executable} ${version} ${defects.join(" and ")}`);
    const command = await automation.PulumiCommand.get(root === undefined ? {} : { root });
    return { command, version: version.version, source };
}

async function versionOf(executable: string) {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { exitCode, output, reported } = await runCommand([executable, "version"], {
        env,
        seconds: ANSWER_SECONDS,
    });
    const version = parse(output[0]);
    if (exitCode === null)
        throw new Error(`${executable} did not tell its version within ${ANSWER_SECONDS} s`);
    if (version === null)
        throw new Error(
            `${executable} does not tell its version: ${reported.at(-1) ?? `exit code ${exitCode}`}`,
        );
    return version;
}

async function installedRoots(): Promise<string[]> {
    const versions = versionsDirectory();
    const names = existsSync(versions) ? await readdir(versions) : [];
    const newestFirst = names
        .filter((name) => /^\d+\.\d+\.\d+/.test(name))
        .sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
    return [pulumiHome(), ...newestFirst.map((name) => join(versions, name))];
}

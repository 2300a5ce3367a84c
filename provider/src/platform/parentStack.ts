import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type ExportStack, runStackExport } from "./pluginProcess";

/** The stack of the CLI that started this process, in whatever organization it is; checked to be the one that is meant. */
export const exportParentStack: ExportStack = async (stack, options) => {
    const selected = selectedBy(parentWords());
    const exported = await runStackExport(selected === undefined ? [] : ["--stack", selected], options);
    const [project, name] = stack.split("/");
    const { resources = [] } =
        (exported as { deployment?: { resources?: { urn: string }[] } }).deployment ?? {};
    if (resources.every(({ urn }) => urn.startsWith(`urn:pulumi:${name}::${project}::`))) return exported;
    throw new Error(`the command line's stack is not ${stack}`);
};

/** As far as the command line tells: a stack may have the name of a command. */
export function isDestroy(words = parentWords()): boolean {
    const isAny = (...commands: string[]) => commands.some((command) => words.includes(command));
    return isAny("destroy", "down", "dn") && !isAny("up", "update", "watch");
}

/** What `--stack` or `-s` says; without it, the CLI uses the selected stack, here as there. */
function selectedBy(words: readonly string[]): string | undefined {
    const index = words.findIndex((word) => word === "--stack" || word === "-s");
    const joined = words.find((word) => word.startsWith("--stack="));
    return joined?.slice("--stack=".length) ?? (index < 0 ? undefined : words[index + 1]);
}

function parentWords(): string[] {
    try {
        return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").split("\0");
    } catch {
        // Not Linux.
    }
    try {
        const words = ["-o", "args=", "-p", String(process.ppid)];
        return execFileSync("ps", words, { encoding: "utf8" }).trim().split(/\s+/);
    } catch {
        // Windows.
        return [];
    }
}

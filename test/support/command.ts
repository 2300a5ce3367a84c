import type { Command, Scene } from "../../provider/src/cli/command";
import type { Surroundings } from "../../provider/src/cli/surroundings";
import type { Platform } from "../../provider/src/platform/platform";
import { ManualClock } from "./manualClock";
import type { World } from "./world";

/** A machine that has what a run needs, and a folder in which no stack is selected. */
export const machine: Surroundings = {
    nodeVersion: "22.1.0",
    processors: 8,
    folder: "/program",
    pulumi: async (word) => {
        if (word === "version") return "v3.250.0\n";
        throw new Error("no stack is selected");
    },
    read: async () => "",
    packageVersion: () => "1.2.3",
};

interface Place {
    /** Only a command that calls no cloud does without. */
    world?: World;
    clock?: ManualClock;
    surroundings?: Partial<Surroundings>;
    /** Whether what it prints goes to a terminal. */
    isTTY?: boolean;
    /** What the user answers there. */
    answer?: string | undefined;
}

/** Runs a command in this process; its exit code, and what it prints. */
export async function runCommand(command: Command, words: string[], place: Place = {}) {
    const { world, clock = world?.clock ?? new ManualClock(), surroundings, isTTY = false, answer } = place;
    const offline: Partial<Platform> = { clock, environment: {} };
    const printed = { out: "", errors: "" };
    const scene: Scene = {
        surroundings: { ...machine, ...surroundings },
        platform: world?.platform() ?? (offline as Platform),
        out: { isTTY, write: (text) => (printed.out += text) },
        errors: { isTTY, write: (text) => (printed.errors += text) },
        ask: async (question) => {
            if (answer !== undefined) printed.errors += `${question}${answer}\n`;
            return answer;
        },
    };
    const code = await clock.run(command.run(words, scene));
    return { code, ...printed };
}

import type { Platform } from "../platform/platform";
import type { Output } from "./report";
import type { Surroundings } from "./surroundings";

/** What a command is given, so that tests can replace it. */
export interface Scene {
    surroundings: Surroundings;
    platform: Omit<Platform, "engine">;
    out: Output;
    errors: Output;
    /** What the user answers; undefined where nobody can be asked. */
    ask(question: string): Promise<string | undefined>;
}

export interface Command {
    help: string;
    /** Returns the exit code; throws for a wrong command line. */
    run(words: string[], scene: Scene): Promise<number>;
}

/** Exit codes. */
export const succeeded = 0;
export const somethingFound = 1;
export const wrongUsage = 2;

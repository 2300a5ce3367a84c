import type { Cloud } from "../../emulator";
import { runCommand } from "../../engine/command";

export type Operation = "up" | "preview" | "refresh" | "destroy";

/** What a stack has besides its keypair. */
export interface Size {
    servers: number;
    /** One for each of the first servers. */
    volumeIds: readonly string[];
}

/** Something that brings a cloud to what a program says. */
export interface Tool {
    name: string;
    open(cloud: Cloud, size: Size): Promise<ToolStack>;
}

export interface ToolStack {
    /** Throws unless the operation succeeds. */
    run(operation: Operation, options?: RunOptions): Promise<Finished>;
    state(): Promise<StateSize>;
    close(): Promise<void>;
}

export interface RunOptions {
    /** How many operations at once; the tool's own default where it is left out. */
    parallel?: number | undefined;
    /** Whether a failure is a result too. */
    mayFail?: boolean;
}

/** In bytes. */
export interface StateSize {
    /** Of the file. */
    all: number;
    /** Of what is said of one server, without white space. */
    server: number;
}

export interface Finished {
    /** From the start of the command to its end. */
    seconds: number;
    /** When each resource was reported as created, by its name; milliseconds since the epoch. */
    created: Map<string, number>;
}

/** Runs a command, and notes when it printed what `nameIn` finds in a line. */
export async function timed(
    words: string[],
    options: { cwd: string; env: NodeJS.ProcessEnv; mayFail: boolean },
    nameIn: (line: string) => string | undefined,
): Promise<Finished> {
    const created = new Map<string, number>();
    const began = performance.now();
    const { exitCode, output, reported } = await runCommand(words, {
        ...options,
        hear: (line) => {
            const name = nameIn(line);
            if (name !== undefined) created.set(name, Date.now());
        },
    });
    const seconds = (performance.now() - began) / 1000;
    if (exitCode !== 0 && !options.mayFail)
        throw new Error(
            `${words.slice(0, 2).join(" ")} failed:\n${[...output, ...reported].slice(-40).join("\n")}`,
        );
    return { seconds, created };
}

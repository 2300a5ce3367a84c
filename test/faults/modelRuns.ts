import { runModel } from "../model/run";
import { markdownTable, type Report, writeResults } from "./figures";

export interface ModelRunOptions {
    seed: number;
    /** How many drawn programs. */
    runs: number;
}

export const LEFT_OUT = [
    "the engine: what it does with a program is done by rules",
    "two runs at once: one follows the other",
];

/** Drawn programs of two stacks beside an outsider, with faults and kills in between. */
export async function modelRuns({ seed, runs }: ModelRunOptions): Promise<Report> {
    const began = Date.now();
    const { failure, ...figures } = await runModel({ seed, runs });
    const seconds = (Date.now() - began) / 1000;
    await writeResults("model", { figures: { seed, ...figures, seconds }, leftOut: LEFT_OUT, failure });
    const row = {
        programs: figures.runs,
        steps: figures.commands,
        updates: figures.updates,
        "failed updates": figures.failedUpdates,
        faults: figures.faults,
        kills: figures.kills,
        "slowest (clock s)": Math.round(figures.slowestSeconds),
    };
    process.stdout.write(`${failure === undefined ? "" : `\n${failure}\n`}\n${markdownTable([row])}`);
    return {
        ran: `${figures.runs} drawn programs of two stacks beside an outsider, seed ${seed}`,
        seconds,
        leftOut: LEFT_OUT,
        isClean: failure === undefined,
    };
}

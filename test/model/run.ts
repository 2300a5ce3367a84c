import fc from "fast-check";
import { commands } from "./commands";
import { Scene, type Tally } from "./scene";

export interface ModelOptions {
    seed: number;
    runs: number;
    /** The most commands of a run. */
    length?: number;
    /** Of a failure, as it was printed. */
    path?: string;
}

export interface ModelFigures extends Tally {
    runs: number;
    commands: number;
    /** The shortest program that fails, with the seed and why; undefined where all hold. */
    failure: string | undefined;
}

/** Runs drawn programs of two stacks and an outsider, with faults, and checks after every update what must hold. */
export async function runModel({ seed, runs, length = 40, path }: ModelOptions): Promise<ModelFigures> {
    const tally: Tally = { updates: 0, failedUpdates: 0, faults: 0, kills: 0, slowestSeconds: 0 };
    let ran = 0;
    const property = fc.asyncProperty(
        fc.commands(commands, { maxCommands: length, size: "max" }),
        async (drawn) => {
            const scene = await Scene.open(tally);
            try {
                await fc.asyncModelRun(() => ({ model: scene, real: scene }), drawn);
                ran += String(drawn).split(",").length;
            } finally {
                await scene.close();
            }
        },
    );
    const details = await fc.check(property, {
        seed,
        numRuns: runs,
        endOnFailure: false,
        includeErrorInReport: true,
        ...(path === undefined ? {} : { path }),
    });
    const failure = details.failed ? fc.defaultReportMessage(details) : undefined;
    return { ...tally, runs: details.numRuns, commands: ran, failure };
}

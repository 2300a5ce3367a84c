import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { markdownTable, type Report, writeResults } from "./figures";
import { allCases, type Case, type CaseResult, isClean, LISTS, sampleOf } from "./matrix";

export interface MatrixOptions {
    /** Decides which cases are in the sample. */
    seed: number;
    /** How many cases; all of them where it is left out. */
    sample: number | undefined;
}

export const LEFT_OUT = [
    "requests that only a fault makes necessary, such as its repetition: they are struck where the fault lasts, and not by themselves",
    "requests that are carried out more than 5 s after their answer was lost",
    "two faults in one run, and a fault in the run that goes on",
    "the engine: what it keeps of each operation is kept here by rules",
];

/** Strikes each request of each operation with each fault, on as many processors as there are. */
export async function matrixRuns({ seed, sample }: MatrixOptions): Promise<Report> {
    const began = Date.now();
    const all = await allCases();
    const cases = sample === undefined ? all : sampleOf(all, seed, sample);
    const waiting = [...cases];
    const results: CaseResult[] = [];
    await Promise.all(Array.from({ length: availableParallelism() }, () => work(waiting, results)));

    const seconds = (Date.now() - began) / 1000;
    const kinds = [...new Set(results.map(({ kind }) => kind))];
    const rows = [
        ...kinds.map((kind) =>
            rowOf(
                kind,
                results.filter((one) => one.kind === kind),
            ),
        ),
        rowOf("all", results),
    ];
    const failed = results.filter((result) => !isClean(result));
    const believed = results.filter((result) => result.believed.length > 0);
    const figures = { cases: cases.length, ofAll: all.length, seed, seconds, rows };
    await writeResults("matrix", { figures, leftOut: LEFT_OUT, failed, believed });
    process.stdout.write(`${failed.map(describe).join("")}\n${markdownTable(rows)}`);
    return {
        ran: `${cases.length} of ${all.length} cases of a request and a fault${sample === undefined ? "" : `, seed ${seed}`}`,
        seconds,
        leftOut: LEFT_OUT,
        isClean: failed.length === 0,
    };
}

/** A process that takes the next case as long as there is one. */
async function work(waiting: Case[], results: CaseResult[]): Promise<void> {
    const worker = fork(join(__dirname, "matrixWorker.ts"));
    const exited = once(worker, "exit").then(([code]) => {
        throw new Error(`A worker ended with ${code}.`);
    });
    exited.catch(() => {});
    for (let next = waiting.shift(); next; next = waiting.shift()) {
        worker.send(next);
        const [result] = await Promise.race([once(worker, "message"), exited]);
        results.push(result as CaseResult);
        if (results.length % 500 === 0) process.stdout.write(`${results.length} cases\n`);
    }
    worker.disconnect();
}

function rowOf(kind: string, results: readonly CaseResult[]) {
    const count = (holds: (result: CaseResult) => boolean) => results.filter(holds).length;
    return {
        kind,
        operations: new Set(results.map(({ operation }) => operation)).size,
        cases: results.length,
        "done at once": count(({ ended }) => ended === "done"),
        failed: count(({ ended }) => ended !== "done" && ended !== "killed"),
        killed: count(({ ended }) => ended === "killed"),
        ...Object.fromEntries(LISTS.map((list) => [list, count((result) => result[list].length > 0)])),
        "believed a 404": count(({ believed }) => believed.length > 0),
        "slowest (clock s)": Math.round(Math.max(...results.map(({ slowestSeconds }) => slowestSeconds))),
    };
}

function describe(result: CaseResult): string {
    const { operation, number, request, fault, ended } = result;
    const lines = [`${operation}, request ${number} (${request}), ${fault}: ${ended}`];
    for (const list of LISTS) lines.push(...result[list].map((one) => `    ${list}: ${one}`));
    return `${lines.join("\n")}\n`;
}

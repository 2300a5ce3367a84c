/** How many cases are drawn, and from which seed: few in the suite, and as many as asked for by RUNS times as many. */
export function drawn(runs: number): { seed: number; numRuns: number; includeErrorInReport: true } {
    const { SEED = "1", RUNS = "1" } = process.env;
    return { seed: Number(SEED), numRuns: runs * Number(RUNS), includeErrorInReport: true };
}

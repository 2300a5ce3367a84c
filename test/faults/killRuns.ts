import { findEngine } from "../../engine";
import { markdownTable, type Report, writeResults } from "./figures";
import { type CaseResult, isClean, LISTS, openTestbed } from "./killing";

export interface KillOptions {
    /** The first case. */
    seed: number;
    /** How many cases, one seed each. */
    cases: number;
    /** Stops when so many runs were killed. */
    kills: number;
    /** How many cases run side by side. */
    lanes: number;
}

export const LEFT_OUT = [
    "other systems than Linux: processes are found in /proc",
    "the plugin alone killed during an up: the engine forgets what was being created, and it stays in the cloud",
    "orphans and doubles after an up that no longer has what a killed run created: they are looked for after the destroy that follows",
];

/** Kills runs on the real engine at moments that the seeds decide. */
export async function killRuns({ seed, cases, kills: enough, lanes }: KillOptions): Promise<Report> {
    await findEngine();
    const began = Date.now();
    const results: CaseResult[] = [];
    let next = seed;
    let kills = 0;
    const lane = async () => {
        const testbed = await openTestbed();
        try {
            while (next < seed + cases && kills < enough) {
                const result = await testbed.runCase(next++);
                kills += result.kills;
                results.push(result);
                process.stdout.write(describe(result));
            }
        } finally {
            await testbed.close();
        }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, cases) }, lane));

    const seconds = (Date.now() - began) / 1000;
    const figures = {
        seed,
        cases: results.length,
        kills,
        interrupts: results.reduce((sum, { interrupts }) => sum + interrupts, 0),
        ...Object.fromEntries(LISTS.map((list) => [list, results.flatMap((result) => result[list]).length])),
        slowestCaseSeconds: Math.max(...results.map((result) => result.seconds)),
        seconds,
    };
    await writeResults("kills", { figures, leftOut: LEFT_OUT, results });
    process.stdout.write(`\n${markdownTable([figures])}`);
    return {
        ran: `${kills} kills of runs on the real engine, seeds ${seed} to ${next - 1}`,
        seconds,
        leftOut: LEFT_OUT,
        isClean: results.every(isClean),
    };
}

function describe(result: CaseResult): string {
    const verdict = isClean(result) ? "nothing lost, doubled or left behind" : "FAILED";
    const lines = [
        `seed ${result.seed}: ${result.kills} kills, ${result.interrupts} interrupts, ${result.seconds.toFixed(1)} s: ${verdict}`,
    ];
    if (!isClean(result)) {
        lines.push(...result.strikes.map((strike) => `    ${strike}`));
        for (const list of LISTS) lines.push(...result[list].map((one) => `    ${list}: ${one}`));
    }
    return `${lines.join("\n")}\n`;
}

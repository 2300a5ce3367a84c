import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const RESULTS = join(__dirname, "results");

export type Unit = "s" | "ms" | "calls" | "bytes" | "MiB" | "%" | "servers";

/** One thing that was measured once. */
export interface Sample {
    measure: string;
    /** Whose: the name of a tool, `nothing` for the stack whose resources do nothing, or `cloud` for how long the cloud itself took. */
    tool: string;
    /** What else distinguishes it, such as how many operations ran at once. */
    setting: string;
    /** How many servers there are. */
    n: number;
    run: number;
    value: number;
    unit: Unit;
}

const COLUMNS = ["measure", "tool", "setting", "n", "run", "value", "unit"] as const;

export async function writeSamples(name: string, samples: readonly Sample[]): Promise<void> {
    await mkdir(RESULTS, { recursive: true });
    const rounded = samples.map((sample) => ({ ...sample, value: Math.round(sample.value * 1000) / 1000 }));
    const rows = rounded.map((sample) => COLUMNS.map((column) => sample[column]));
    await writeFile(
        join(RESULTS, `${name}.csv`),
        [COLUMNS, ...rows].map((cells) => `${cells.join(",")}\n`).join(""),
    );
}

/** What was measured last; nothing if it never was. */
export async function readSamples(name: string): Promise<Sample[]> {
    const file = join(RESULTS, `${name}.csv`);
    if (!existsSync(file)) return [];
    const [, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\n");
    return lines.map((line) => {
        const [measure = "", tool = "", setting = "", n, run, value, unit] = line.split(",");
        return {
            measure,
            tool,
            setting,
            n: Number(n),
            run: Number(run),
            value: Number(value),
            unit: unit as Unit,
        };
    });
}

export interface Summary {
    median: number;
    min: number;
    max: number;
    /** Of how many. */
    count: number;
}

export function summarize(values: readonly number[]): Summary | undefined {
    const sorted = [...values].sort((a, b) => a - b);
    const [min] = sorted;
    const max = sorted.at(-1);
    if (min === undefined || max === undefined) return undefined;
    return { median: quantile(sorted, 0.5), min, max, count: sorted.length };
}

/** Of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
    const at = (sorted.length - 1) * share;
    const below = sorted[Math.floor(at)] ?? Number.NaN;
    const above = sorted[Math.ceil(at)] ?? Number.NaN;
    return below + (above - below) * (at - Math.floor(at));
}

/** Those that the given part of one fits. */
export function select(samples: readonly Sample[], part: Partial<Sample>): Sample[] {
    const wanted = Object.entries(part) as [keyof Sample, unknown][];
    return samples.filter((sample) => wanted.every(([key, value]) => sample[key] === value));
}

export function valuesOf(samples: readonly Sample[], part: Partial<Sample>): number[] {
    return select(samples, part).map(({ value }) => value);
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figures, markdownTable } from "../test/faults/figures";
import type { Count } from "./counts";
import { limitOf, ratiosOf } from "./limit";
import { OURS } from "./measure";
import { sizesOf, toolsOf } from "./plots/series";
import { readSamples, type Sample, select, summarize, valuesOf } from "./samples";
import { type Target, targets } from "./targets";

const ROOT = join(__dirname, "..");
const BEGIN = "<!-- npm run bench writes this -->\n";
const END = "<!-- until here -->\n";

const LIFE = ["up", "preview", "refresh", "destroy", "preview-200", "refresh-200"];

/** Looks take as long with any parallelism. */
const ROWS = [
    { measure: "up", setting: "recommended" },
    { measure: "up", setting: "default" },
    { measure: "preview", setting: "recommended" },
    { measure: "refresh", setting: "recommended" },
    { measure: "destroy", setting: "recommended" },
    { measure: "destroy", setting: "default" },
];

/** Writes the tables of docs/speed.md, docs/two-doors.md and README.md from what was measured last. */
export async function writePages(counted: readonly Count[]): Promise<void> {
    await writeInto("docs/speed.md", await tables(counted));
    for (const page of ["docs/two-doors.md", "README.md"]) await writeInto(page, `\n${await doorsTable()}\n`);
}

async function writeInto(page: string, written: string): Promise<void> {
    const file = join(ROOT, page);
    const text = await readFile(file, "utf8");
    const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
    if (begin < 0 || end < begin) throw new Error(`${page} does not say what npm run bench writes.`);
    await writeFile(file, text.slice(0, begin) + BEGIN + written + text.slice(end));
}

async function tables(counted: readonly Count[]): Promise<string> {
    const tools = toolsOf((await Promise.all(LIFE.map(readSamples))).flat());
    const all = [...targets, ...counted.map(targetOf)];
    const rows = await Promise.all(all.map((target) => targetRow(target, tools)));
    return `\n${await lifeTable()}\n${markdownTable(rows)}\n`;
}

/** What the two doors cost, from bench/results. */
export async function doorsTable(): Promise<string> {
    const samples = await readSamples("doors");
    const settings = [...new Set(samples.map(({ setting }) => setting))];
    const doors = [...new Set(samples.map(({ tool }) => tool))];
    return markdownTable(
        settings.map((what) => {
            const cells = doors.map((tool) => {
                const own = select(samples, { tool, setting: what });
                const units = [...new Set(own.map(({ unit }) => unit))];
                const medians = units.map((unit) => {
                    const { median = 0 } = summarize(valuesOf(own, { unit })) ?? {};
                    return `${unit === "s" ? median.toFixed(1) : round(median)} ${unit}`;
                });
                return [`\`${tool}\``, medians.join(", ")];
            });
            return { what, ...Object.fromEntries(cells) };
        }),
    );
}

/** How each operation compares with its limit, from bench/results. */
export async function lifeTable(): Promise<string> {
    const samples = (await Promise.all(LIFE.map(readSamples))).flat();
    return markdownTable(
        lifeRows(samples.map((sample) => ({ ...sample, measure: sample.measure.replace("-200", "") }))),
    );
}

function lifeRows(samples: readonly Sample[]): Figures[] {
    return ROWS.flatMap(({ measure, setting }) =>
        sizesOf(samples).flatMap((n) => {
            const limit = limitOf(samples, measure, n);
            const cells = toolsOf(samples).map((tool) => [
                tool,
                cell(samples, { measure, setting, n, tool }),
            ]);
            if (limit === undefined || cells.every(([, text]) => text === "")) return [];
            const operation = setting === "default" ? `${measure}, default parallelism` : measure;
            const row = { operation, servers: n, "the limit": `${limit.toFixed(1)} s` };
            return [{ ...row, ...Object.fromEntries(cells) }];
        }),
    );
}

/** `1.07 × (1.05 to 1.12), 183 calls` */
function cell(samples: readonly Sample[], part: Pick<Sample, "measure" | "tool" | "setting" | "n">): string {
    const ratios = summarize(ratiosOf(samples, part));
    const calls = summarize(valuesOf(samples, { ...part, unit: "calls" }));
    if (!ratios || !calls) return "";
    const [middle, least, most] = [ratios.median, ratios.min, ratios.max].map((value) => value.toFixed(2));
    return `${middle} × (${least} to ${most}), ${round(calls.median)} calls`;
}

function targetOf({ value, ...count }: Count): Target {
    return { ...count, measures: [], value: (_, tool) => (tool === OURS ? value : undefined) };
}

async function targetRow(target: Target, tools: readonly string[]): Promise<Figures> {
    const { what, unit, atMost } = target;
    const samples = (await Promise.all(target.measures.map(readSamples))).flat();
    const show = (value: number | undefined) => (value === undefined ? "" : `${round(value)} ${unit}`);
    const isMissed = (target.value(samples, OURS) ?? 0) > (atMost ?? Number.POSITIVE_INFINITY);
    return {
        what,
        target: atMost === undefined ? "" : `at most ${show(atMost)}${isMissed ? ": **missed**" : ""}`,
        ...Object.fromEntries(tools.map((tool) => [tool, show(target.value(samples, tool))])),
    };
}

function round(value: number): string {
    return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 });
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figures, markdownTable } from "../test/faults/figures";
import type { Count } from "./counts";
import { limitOf, ratiosOf } from "./limit";
import { OURS } from "./measure";
import { sizesOf, toolsOf } from "./plots/series";
import { readSamples, type Sample, summarize, valuesOf } from "./samples";
import { type Target, targets } from "./targets";

const FILE = join(__dirname, "../docs/performance.md");
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

/** Writes docs/performance.md's tables from what was measured last. */
export async function writeReadme(counted: readonly Count[]): Promise<void> {
    const text = await readFile(FILE, "utf8");
    const [before, rest] = split(text, BEGIN);
    const [, after] = split(rest, END);
    await writeFile(FILE, before + BEGIN + (await tables(counted)) + END + after);
}

function split(text: string, marker: string): [string, string] {
    const at = text.indexOf(marker);
    if (at < 0) throw new Error(`docs/performance.md has no line ${marker.trim()}`);
    return [text.slice(0, at), text.slice(at + marker.length)];
}

async function tables(counted: readonly Count[]): Promise<string> {
    const tools = toolsOf((await Promise.all(LIFE.map(readSamples))).flat());
    const all = [...targets, ...counted.map(targetOf)];
    const rows = await Promise.all(all.map((target) => targetRow(target, tools)));
    return `\n${await lifeTable()}\n${markdownTable(rows)}\n`;
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

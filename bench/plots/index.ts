import { writeFile } from "node:fs/promises";
import { cpus, type as system } from "node:os";
import { join } from "node:path";
import { BUILD } from "../cloud";
import { limitOf } from "../limit";
import { NOTHING, OURS } from "../measure";
import { quantile, RESULTS, readSamples, type Sample, valuesOf } from "../samples";
import { type Chart, draw, type Series } from "./chart";
import {
    linearAxis,
    linesOf,
    logarithmicAxis,
    rangeOf,
    serversAxis,
    sizesOf,
    toolsOf,
    withLastValues,
} from "./series";

/** A chart, and what its values are. */
type Draft = Omit<Chart, "caption"> & { note: string };

/** The charts of docs/performance.md, and the measures that they show. */
const CHARTS: Record<string, { of: string[]; draft(samples: Sample[]): Draft }> = {
    up: { of: ["up"], draft: upOverN },
    calls: { of: ["up"], draft: callsOverN },
    overshoot: { of: ["overshoot"], draft: overshootDistribution },
    refresh: { of: ["refresh", "refresh-200"], draft: refreshOverN },
};

/** Draws the charts that show one of these measures. */
export async function drawPlots(measures: readonly string[], engineVersion: string): Promise<void> {
    const machine = `${cpus().length} cores, ${system()}, Node.js ${process.versions.node}, Pulumi ${engineVersion}`;
    for (const [name, { of, draft }] of Object.entries(CHARTS)) {
        if (!of.some((measure) => measures.includes(measure))) continue;
        const samples = (await Promise.all(of.map(readSamples))).flat();
        const runs = Math.max(...samples.map(({ run }) => run));
        const { note, ...chart } = draft(samples);
        const caption = [
            `${note.replace("RUNS", runs === 1 ? "1 run" : `${runs} runs`)}`,
            `Local cloud, where servers build in ${BUILD.join(" to ")} s. ${machine}.`,
        ];
        await writeFile(join(RESULTS, `${name}.svg`), draw({ ...chart, caption }));
    }
}

const MEDIANS = "Medians of RUNS; bars from the least to the most.";

const inSeconds = (value: number) => `${value.toFixed(1)} s`;

function upOverN(samples: Sample[]): Draft {
    const seconds = samples.filter(({ unit }) => unit === "s");
    const series = [...linesOf(seconds), limitLine(seconds, "up")];
    return {
        title: "Up: a keypair, n servers and a volume on each",
        x: serversAxis(sizesOf(seconds)),
        y: linearAxis("seconds", rangeOf(series)[1]),
        series: withLastValues(series, inSeconds),
        note: `${MEDIANS} Default: as many operations at once as the tool runs unless it is told.`,
    };
}

function callsOverN(samples: Sample[]): Draft {
    const calls = samples.filter(({ unit, tool }) => unit === "calls" && tool !== NOTHING);
    const series = linesOf(calls).filter(({ isDashed }) => !isDashed);
    return {
        title: "API calls of that up, in one wave",
        x: serversAxis(sizesOf(calls)),
        y: logarithmicAxis("calls (logarithmic)", ...rangeOf(series)),
        series: withLastValues(series, (value) => value.toLocaleString("en")),
        note: MEDIANS,
    };
}

function overshootDistribution(samples: Sample[]): Draft {
    const valuesByTool = toolsOf(samples).map((tool) => {
        const values = valuesOf(samples, { tool, setting: "recommended" }).sort((a, b) => a - b);
        return { tool, values };
    });
    const longest = Math.max(...valuesByTool.flatMap(({ values }) => values));
    const x = linearAxis("seconds after the server was ACTIVE, or its volume in-use", longest);
    const series = valuesByTool.map(({ tool, values }): Series => {
        const share = (index: number) => (100 * (index + 1)) / values.length;
        const steps = values.map((value, index) => ({ x: Math.max(0, value), y: share(index) }));
        return {
            label: `${tool}, median ${inSeconds(quantile(values, 0.5))}`,
            points: [{ x: 0, y: 0 }, ...steps, { x: x.domain[1], y: 100 }],
            color: tool === OURS ? "accent" : "grey",
        };
    });
    return {
        title: "Creates that have returned, after the cloud was done",
        x,
        y: linearAxis("% of all", 100),
        series,
        steps: true,
        note: `All ${valuesByTool[0]?.values.length} creates of RUNS with ${sizesOf(samples).join(", ")} servers, in one wave.`,
    };
}

function refreshOverN(samples: Sample[]): Draft {
    const seconds = samples.flatMap((sample) =>
        sample.unit === "s" ? [{ ...sample, measure: "refresh" }] : [],
    );
    const series = [...linesOf(seconds).filter(({ isDashed }) => !isDashed), limitLine(seconds, "refresh")];
    return {
        title: "Refresh of that stack, and of 200 servers",
        x: serversAxis(sizesOf(seconds)),
        y: linearAxis("seconds", rangeOf(series)[1]),
        series: withLastValues(series, inSeconds),
        note: MEDIANS,
    };
}

function limitLine(samples: readonly Sample[], measure: string): Series {
    const points = sizesOf(samples).flatMap((n) => {
        const y = limitOf(samples, measure, n);
        return y === undefined ? [] : [{ x: n, y }];
    });
    return { label: "the limit", points, color: "pale", isDashed: true };
}

import { CLOUD, NOTHING, OURS } from "../measure";
import { type Sample, summarize, valuesOf } from "../samples";
import type { Axis, Point, Series } from "./chart";

/** A line over n for each tool and setting that was measured. */
export function linesOf(samples: readonly Sample[]): Series[] {
    const sizes = sizesOf(samples);
    const pointsOf = (tool: string, setting: string) =>
        sizes.flatMap((n) => pointOf(n, valuesOf(samples, { tool, setting, n })));
    return toolsOf(samples).flatMap((tool) => {
        const recommended = pointsOf(tool, "recommended");
        const byDefault = pointsOf(tool, "default");
        const color = tool === OURS ? "accent" : "grey";
        return [
            ...(recommended.length > 0 ? [{ label: tool, points: recommended, color } as const] : []),
            ...(byDefault.length > 0
                ? [
                      {
                          label: `${tool}, default`,
                          // One server is one wave at any setting.
                          points: [...recommended.slice(0, 1), ...byDefault],
                          color,
                          isDashed: true,
                      } as const,
                  ]
                : []),
        ];
    });
}

function pointOf(n: number, values: readonly number[]): Point[] {
    const summary = summarize(values);
    return summary ? [{ x: n, y: summary.median, low: summary.min, high: summary.max }] : [];
}

/** The package first. */
export function toolsOf(samples: readonly Sample[]): string[] {
    const names = new Set(samples.map(({ tool }) => tool));
    return [OURS, ...[...names].filter((name) => ![OURS, NOTHING, CLOUD].includes(name))];
}

export function sizesOf(samples: readonly Sample[]): number[] {
    return [...new Set(samples.map(({ n }) => n))].sort((a, b) => a - b);
}

/** Labels that tell the value at their line's end. */
export function withLastValues(series: readonly Series[], show: (value: number) => string): Series[] {
    return series.map((one) => ({ ...one, label: `${one.label}: ${show(one.points.at(-1)?.y ?? 0)}` }));
}

export function serversAxis(sizes: readonly number[]): Axis {
    const domain = [Math.min(...sizes), Math.max(...sizes)] as const;
    return { label: "servers (n)", scale: "log", domain, ticks: sizes };
}

export function linearAxis(label: string, most: number): Axis {
    const ticks = upTo(most);
    return { label, scale: "linear", domain: [0, ticks.at(-1) ?? most], ticks };
}

export function logarithmicAxis(label: string, least: number, most: number): Axis {
    const first = Math.floor(Math.log10(least));
    const powers = Math.max(1, Math.ceil(Math.log10(most)) - first);
    const ticks = Array.from({ length: powers + 1 }, (_, index) => 10 ** (first + index));
    return { label, scale: "log", domain: [10 ** first, 10 ** (first + powers)], ticks };
}

/** Up to seven round numbers from 0 to the first one that is enough. */
function upTo(most: number): number[] {
    const magnitude = 10 ** Math.floor(Math.log10(most / 4));
    const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((one) => one * 7 >= most) ?? most;
    const count = Math.ceil(most / step);
    return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/** Of all points, bars included. */
export function rangeOf(series: readonly Series[]): [least: number, most: number] {
    const points = series.flatMap((one) => one.points);
    return [
        Math.min(...points.map(({ y, low = y }) => low)),
        Math.max(...points.map(({ y, high = y }) => high)),
    ];
}

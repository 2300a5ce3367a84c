import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import { curveLinear, curveStepAfter, line } from "d3-shape";

export interface Point {
    x: number;
    y: number;
    /** The least and the most that was measured. */
    low?: number;
    high?: number;
}

export interface Series {
    label: string;
    points: readonly Point[];
    /** The one that the chart is about has the accent colour. */
    color: "accent" | "grey" | "pale";
    isDashed?: boolean;
}

export interface Axis {
    /** With its unit. */
    label: string;
    scale: "linear" | "log";
    domain: readonly [number, number];
    ticks: readonly number[];
    format?: (value: number) => string;
}

export interface Chart {
    title: string;
    x: Axis;
    y: Axis;
    series: readonly Series[];
    /** Whether values jump from one point to the next, as shares of a whole do. */
    steps?: boolean;
    caption: readonly string[];
}

const WIDTH = 800;
const HEIGHT = 400;
const PLOT = { left: 64, right: WIDTH - 244, top: 60, bottom: HEIGHT - 92 };

/** Each can be read on white and on black. */
const COLORS = { accent: "#2f7fe6", grey: "#79828c", pale: "#98a1ab", text: "#737d87", grid: "#8b949e" };

const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

type Scale = ScaleContinuousNumeric<number, number>;

/** Draws a chart as SVG, with each line's label at its end. */
export function draw({ title, x, y, series, steps = false, caption }: Chart): string {
    const across = scaleOf(x, [PLOT.left, PLOT.right]);
    const up = scaleOf(y, [PLOT.bottom, PLOT.top]);
    const parts = [
        text(title, 16, 28, { size: 16, weight: 600 }),
        ...y.ticks.map((tick) => horizontal(up(tick), (y.format ?? plain)(tick))),
        ...x.ticks.map((tick) => vertical(across(tick), (x.format ?? plain)(tick))),
        text(y.label, 16, PLOT.top - 12, { size: 12 }),
        text(x.label, (PLOT.left + PLOT.right) / 2, PLOT.bottom + 40, { size: 12, anchor: "middle" }),
        // What the chart is about lies on top.
        ...series.toReversed().map((one) => drawSeries(one, across, up, steps)),
        ...labels(series, up),
        ...caption.map((words, index) => text(words, 16, HEIGHT - 26 + 16 * index, { size: 11 })),
    ];
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="${FONT}">
<title>${escaped(title)}</title>
${parts.join("\n")}
</svg>
`;
}

function scaleOf({ scale, domain }: Axis, range: [number, number]): Scale {
    return (scale === "log" ? scaleLog() : scaleLinear()).domain(domain).range(range);
}

function drawSeries({ points, color, isDashed }: Series, across: Scale, up: Scale, steps: boolean): string {
    const path = line<Point>(
        ({ x }) => across(x),
        ({ y }) => up(y),
    )
        .curve(steps ? curveStepAfter : curveLinear)
        .digits(1);
    const stroke = COLORS[color];
    const dashes = isDashed ? ' stroke-dasharray="5 4"' : "";
    const width = color === "accent" ? 2.5 : 1.75;
    const marks = steps ? [] : points.map((point) => mark(point, stroke, across, up));
    return [
        `<path d="${path(points)}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashes} stroke-linejoin="round"/>`,
        ...marks,
    ].join("\n");
}

/** A dot at the median, and a bar from the least to the most. */
function mark({ x, y, low = y, high = y }: Point, color: string, across: Scale, up: Scale): string {
    const at = fixed(across(x));
    return (
        `<path d="M${at} ${fixed(up(low))}V${fixed(up(high))}" stroke="${color}" stroke-width="1.25"/>` +
        `<circle cx="${at}" cy="${fixed(up(y))}" r="3" fill="${color}"/>`
    );
}

const LINE_HEIGHT = 17;

/** Beside the lines' ends, moved apart where they would cover each other. */
function labels(series: readonly Series[], up: Scale): string[] {
    const placed = series
        .map((one) => ({ ...one, at: up(one.points.at(-1)?.y ?? 0) }))
        .sort((a, b) => a.at - b.at);
    for (const [index, one] of placed.entries())
        one.at = Math.max(one.at, (placed[index - 1]?.at ?? Number.NEGATIVE_INFINITY) + LINE_HEIGHT);
    const last = placed.at(-1);
    const excess = Math.max(0, (last?.at ?? 0) - PLOT.bottom);
    for (const [index, one] of placed.toReversed().entries())
        one.at = Math.min(one.at, (last?.at ?? 0) - excess - LINE_HEIGHT * index);
    return placed.map(({ label, color, at }) =>
        text(label, PLOT.right + 12, at + 4, {
            size: 12,
            color: COLORS[color === "accent" ? "accent" : "text"],
            weight: color === "accent" ? 600 : 400,
        }),
    );
}

function horizontal(at: number, label: string): string {
    return (
        `<path d="M${PLOT.left} ${fixed(at)}H${PLOT.right}" stroke="${COLORS.grid}" stroke-opacity="0.28"/>` +
        text(label, PLOT.left - 8, at + 4, { size: 11, anchor: "end" })
    );
}

function vertical(at: number, label: string): string {
    return (
        `<path d="M${fixed(at)} ${PLOT.bottom}v5" stroke="${COLORS.grid}"/>` +
        text(label, at, PLOT.bottom + 20, { size: 11, anchor: "middle" })
    );
}

interface TextStyle {
    size: number;
    color?: string;
    weight?: number;
    anchor?: "start" | "middle" | "end";
}

function text(words: string, x: number, y: number, style: TextStyle): string {
    const { size, color = COLORS.text, weight = 400, anchor = "start" } = style;
    return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${size}" font-weight="${weight}" fill="${color}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
    return words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function fixed(value: number): string {
    return String(Math.round(value * 10) / 10);
}

function plain(value: number): string {
    return value.toLocaleString("en");
}

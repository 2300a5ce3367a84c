import { COLUMNS, type Run, type Screen } from "./terminal";

/** Of a terminal of its own, which stands out on a light and on a dark page. */
const BACKGROUND = "#161b22";
const FOREGROUND = "#d1d7e0";

/** By a terminal's numbers; the second eight are bright. */
const COLOURS = [
    ...["#6e7681", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#d1d7e0"],
    ...["#8b949e", "#ffa198", "#7ee787", "#f2cc60", "#a5d6ff", "#e2c5ff", "#76e3ea", "#f0f6fc"],
];

const CHARACTER = { width: 7.8, height: 18 };
const MARGIN = 16;

/** Screens one below the other, the first behind the command. */
export function pictureOf(command: string, screens: readonly Screen[]): string {
    const prompt: Screen = [[{ column: 0, text: `$ ${command}`, colour: -1, bold: true }]];
    const gap: Screen = [[], [{ column: 0, text: "⋮", colour: 0, bold: false }], []];
    const lines = [
        ...prompt,
        ...screens.flatMap((screen, index) => (index === 0 ? screen : [...gap, ...screen])),
    ];
    const width = Math.round(COLUMNS * CHARACTER.width + 2 * MARGIN);
    const height = lines.length * CHARACTER.height + 2 * MARGIN;
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
        `<title>${escaped(command)} on a terminal</title>`,
        `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
        `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="${FOREGROUND}" xml:space="preserve">`,
        ...lines.flatMap((runs, row) => (runs.length === 0 ? [] : [lineOf(runs, row)])),
        "</g>",
        "</svg>",
        "",
    ].join("\n");
}

function lineOf(runs: readonly Run[], row: number): string {
    const y = MARGIN + (row + 0.75) * CHARACTER.height;
    return `<text y="${y}">${runs.map(spanOf).join("")}</text>`;
}

/** With its place and its length, so that columns stay columns in every font. */
function spanOf({ column, text, colour, bold }: Run): string {
    const indent = text.length - text.trimStart().length;
    const shown = text.trimStart();
    const x = MARGIN + (column + indent) * CHARACTER.width;
    const style = [
        ...(colour >= 0 ? [` fill="${COLOURS[colour] ?? FOREGROUND}"`] : []),
        ...(bold ? [' font-weight="bold"'] : []),
    ];
    const place = `x="${rounded(x)}" textLength="${rounded(shown.length * CHARACTER.width)}"`;
    return `<tspan ${place}${style.join("")}>${escaped(shown)}</tspan>`;
}

function rounded(length: number): number {
    return Math.round(length * 10) / 10;
}

function escaped(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { Terminal } from "@xterm/headless";
import { findEngine } from "../../engine";
import { ENVIRONMENT, STACK } from "../../engine/stack";

export const COLUMNS = 128;
const ROWS = 40;

/** Characters of one style. */
export interface Run {
    column: number;
    text: string;
    /** Of the 16 of a terminal; -1 for its own. */
    colour: number;
    bold: boolean;
}

/** The lines of a screen, without empty ones at the end. */
export type Screen = Run[][];

export function textOf(screen: Screen): string {
    return screen
        .map((runs) => runs.reduce((line, run) => line.padEnd(run.column) + run.text, ""))
        .join("\n");
}

/** Runs a command on a terminal, as util-linux makes one, and returns what its screen showed. */
export async function playOnTerminal(words: string[], directory: string): Promise<Screen[]> {
    const { command } = (await findEngine()).command;
    const line = `stty cols ${COLUMNS} rows ${ROWS}; exec ${[...words, "--stack", STACK].join(" ")}`;
    const child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
        cwd: directory,
        env: {
            ...process.env,
            ...ENVIRONMENT,
            PATH: `${dirname(command)}:${process.env.PATH}`,
            PULUMI_BACKEND_URL: `file://${directory}?metadata=skip`,
            TERM: "xterm-256color",
        },
        stdio: ["ignore", "pipe", "inherit"],
    });
    const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
    const screens: Screen[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
        terminal.write(chunk, () => screens.push(screenOf(terminal)));
    });
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}.`);
    await new Promise<void>((resolve) => terminal.write("", resolve));
    return [...screens, screenOf(terminal)];
}

function screenOf({ buffer: { active } }: Terminal): Screen {
    const lines = Array.from({ length: active.length }, (_, row) => runsOf(active.getLine(row)));
    return lines.slice(0, lines.findLastIndex((runs) => runs.length > 0) + 1);
}

type Line = ReturnType<Terminal["buffer"]["active"]["getLine"]>;

function runsOf(line: Line): Run[] {
    const runs: Run[] = [];
    for (let column = 0; column < COLUMNS; column++) {
        const cell = line?.getCell(column);
        const text = cell?.getChars() || " ";
        const colour = cell?.isFgPalette() ? cell.getFgColor() : -1;
        const bold = cell?.isBold() !== 0;
        const last = runs.at(-1);
        if (last && last.colour === colour && last.bold === bold) last.text += text;
        else runs.push({ column, text, colour, bold });
    }
    const shown = runs.filter(({ text }) => text.trim() !== "");
    return shown.map((run) => ({ ...run, text: run.text.trimEnd() }));
}

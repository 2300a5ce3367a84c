import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A line of a README's shell blocks. */
export interface Command {
    line: string;
    /** The block of output that follows it, if one does. */
    expected?: string;
}

export const EXAMPLES = join(__dirname, "../../examples");

/** The commands of an example's README in their order: ```sh blocks are commands, a ```text block is the output of the last one. */
export function commandsOf(example: string): Command[] {
    const text = readFileSync(join(EXAMPLES, example, "README.md"), "utf8");
    const commands: Command[] = [];
    for (const [, language, block = ""] of text.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)) {
        const last = commands.at(-1);
        if (language === "sh") commands.push(...linesOf(block).map((line) => ({ line })));
        else if (language === "text" && last) last.expected = block;
        else throw new Error(`${example}/README.md has a block that is no command and no output: ${block}`);
    }
    return commands;
}

/** What an operation prints first. */
const TITLE = /^(Previewing update|Updating|Refreshing|Destroying) \(/;

/** Runs a README's commands. A block with an operation's title is all that the command prints, any other one is its end. */
export async function playAll(example: string, play: (line: string) => Promise<string>): Promise<void> {
    const [numberWritten, numberPrinted] = [numbering(), numbering()];
    for (const { line, expected } of commandsOf(example)) {
        const printed = await play(line);
        if (expected === undefined) continue;
        const block = comparable(expected);
        const whole = comparable(printed);
        const shown = block.some((text) => TITLE.test(text)) ? whole : whole.slice(-block.length);
        expect({ line, output: numberPrinted(shown) }).toEqual({ line, output: numberWritten(block) });
    }
}

/** Without indentation and comments. */
function linesOf(block: string): string[] {
    return block
        .split("\n")
        .map((line) => line.replace(/(^| )#.*/, "").trim())
        .filter((line) => line !== "");
}

const ROW = /^([-+~]{1,2}) (\S+:\S+:\S+) (\S+) (.*)$/;

/**
 * What two runs of the same commands print alike. Left out: addresses and seconds; the frame and the alignment of a terminal's
 * table; rows of what is under way and the order of the others; the halves of a replacement; what follows the count of resources.
 */
export function comparable(output: string): string[] {
    const rows = new Set<string>();
    const others: string[] = [];
    const [untilCount = ""] = output.split(/^ *Duration:/m);
    for (const printed of untilCount.split("\n")) {
        const line = printed
            .replace(/[│├└─]/g, "")
            .replace(/ ?\([\d.]+m?s\)/g, "")
            .replace(/\b\d+(\.\d+){3}\b/g, "ADDRESS")
            .replace(/\s+/g, " ")
            .replace(/[; ]+$/, "")
            .trim();
        const [isRow, sign = "", , , status = ""] = ROW.exec(line) ?? [];
        if (!isRow) others.push(line);
        else if (!/^\w+ing\b/.test(status) && sign !== "++" && sign !== "--") rows.add(line);
    }
    return [...[...rows].sort(), ...others.filter((line) => line !== "" && !isFrame(line))];
}

/** A terminal's table has a head, a log tells that time passes, and both may name a stack that does not change. */
function isFrame(line: string): boolean {
    return line.startsWith("@ ") || line === "Type Name Status" || /^pulumi:pulumi:Stack \S+$/.test(line);
}

const DRAWN =
    /\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b|(?<=\w-)([\da-f]{7}|[\da-f]{4})\b|\b\d{4}-\d\d-\d\dT[\d:]+Z/g;

/** Ids, the random digits of names and times, by the order in which they are first met: what stays the same still shows. */
export function numbering(): (lines: string[]) => string[] {
    const met = new Map<string, number>();
    const numberOf = (drawn: string) => {
        met.set(drawn, met.get(drawn) ?? met.size + 1);
        return `#${met.get(drawn)}`;
    };
    return (lines) => lines.map((line) => line.replace(DRAWN, numberOf));
}

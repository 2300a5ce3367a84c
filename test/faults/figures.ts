import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const RESULTS = join(__dirname, "../../.work/faults");

export type Figures = Readonly<Record<string, string | number>>;

/** What a part of the command did. */
export interface Report {
    /** What was run, in words. */
    ran: string;
    seconds: number;
    /** What its cases do not tell. */
    leftOut: readonly string[];
    isClean: boolean;
}

export async function writeResults(name: string, results: unknown): Promise<void> {
    await mkdir(RESULTS, { recursive: true });
    await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify(results, undefined, 4)}\n`);
}

/** Rows with the same columns, as Markdown. */
export function markdownTable(rows: readonly Figures[]): string {
    const columns = Object.keys(rows[0] ?? {});
    const lines = [columns, columns.map(() => "---"), ...rows.map((row) => columns.map((name) => row[name]))];
    return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

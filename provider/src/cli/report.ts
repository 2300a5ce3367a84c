import type { Clock } from "../api/clock";
import { visible } from "../api/oneLine";
import type { Finding } from "./finding";

export interface Output {
    write(text: string): unknown;
    isTTY?: boolean | undefined;
}

const signs = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const;
const colours = { ok: 32, warning: 33, failed: 31, skipped: 90 } as const;

/** A line for each finding, and its remedy below. */
export function lineOf({ check, status, detail, remedy }: Finding, isColoured: boolean): string {
    const sign = isColoured ? `\u001b[${colours[status]}m${signs[status]}\u001b[0m` : signs[status];
    const line = `${sign} ${check}: ${visible(detail)}`;
    return remedy === undefined ? `${line}\n` : `${line}\n  ${visible(remedy)}\n`;
}

/** Only a terminal has colours, unless NO_COLOR is set. */
export function hasColours(
    output: Output,
    environment: Readonly<Record<string, string | undefined>>,
): boolean {
    return output.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
}

const patienceMs = 1000;

/** Says on a terminal that something takes more than a second, until it has ended. */
export async function withProgress<T>(
    output: Output,
    clock: Clock,
    text: string,
    work: Promise<T>,
): Promise<T> {
    if (!output.isTTY) return await work;
    const ended = new AbortController();
    void clock.sleep(patienceMs, ended.signal).then(() => {
        if (!ended.signal.aborted) output.write(`${text} …`);
    });
    try {
        return await work;
    } finally {
        ended.abort();
        output.write("\r\u001b[K");
    }
}

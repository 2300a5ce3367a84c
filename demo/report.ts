import type { Outcome } from "../engine/outcome";

export interface Row {
    title: string;
    operation: string;
    resources: string;
    seconds: string;
    calls: string;
}

const SIGNS: [operation: string, sign: string][] = [
    ["create", "+"],
    ["update", "~"],
    ["replace", "+-"],
    ["delete", "-"],
];

/** "+5", or "~1, 4 unchanged". */
export function describeChanges(changes: Outcome["changes"]): string {
    const parts = SIGNS.filter(([operation]) => changes[operation]).map(
        ([op, sign]) => `${sign}${changes[op]}`,
    );
    if (changes.same) parts.push(`${changes.same} unchanged`);
    return parts.join(", ") || "none";
}

export function table(rows: Row[]): string {
    const head: Row = {
        title: "step",
        operation: "",
        resources: "resources",
        seconds: "seconds",
        calls: "API calls",
    };
    const all = [head, ...rows];
    const width = (column: keyof Row) => Math.max(...all.map((row) => row[column].length));
    const line = (row: Row) =>
        [
            row.operation.padEnd(width("operation")),
            row.title.padEnd(width("title")),
            row.resources.padEnd(width("resources")),
            row.seconds.padStart(width("seconds")),
            row.calls.padStart(width("calls")),
        ].join("  ");
    return [line(head), "-".repeat(line(head).length), ...rows.map(line)].join("\n");
}

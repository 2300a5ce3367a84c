import type { Outcome } from "../engine/outcome";
import type { Example } from "./example";

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

/** What was run, for how long, and what was not. */
export function summary(examples: Example[], done: Map<Example, Row[]>, seconds: number): string {
    const run = examples
        .filter((example) => done.has(example))
        .map((example) => `${example.name} (${done.get(example)?.length} of ${example.steps.length} steps)`);
    const leftOut = examples.filter((example) => !done.has(example)).map(({ name }) => name);
    return [
        `Ran ${run.join(", ") || "no example"} in ${Math.round(seconds)} s, on a local NHN Cloud.`,
        leftOut.length === 0
            ? "Left out: nothing."
            : `Left out: ${leftOut.join(", ")}, which \`npm run demo -- --all\` runs too, in about two minutes.`,
    ].join(" ");
}

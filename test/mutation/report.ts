/** What Stryker's report tells of a file. */
export interface FileReport {
    source: string;
    mutants: Mutant[];
}

export interface Mutant {
    mutatorName: string;
    replacement: string;
    status: "Killed" | "Timeout" | "Survived" | "NoCoverage" | "RuntimeError" | "CompileError" | "Ignored";
    location: { start: Position; end: Position };
}

interface Position {
    line: number;
    column: number;
}

/** A mutant as a reader sees it. */
export interface Fault {
    at: Position;
    mutator: string;
    /** All of the row that it begins in. */
    row: string;
    /** What it replaces; of several rows, the first. */
    code: string;
    becomes: string;
}

export function faultOf(source: string, { location, mutatorName, replacement }: Mutant): Fault {
    const { start, end } = location;
    const row = source.split("\n")[start.line - 1] ?? "";
    return {
        at: start,
        mutator: mutatorName,
        row: row.trim(),
        code: row.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined),
        becomes: replacement,
    };
}

export function isUnnoticed({ status }: Mutant): boolean {
    return status === "Survived" || status === "NoCoverage";
}

/** The share that tests noticed, in percent. */
export function scoreOf(mutants: readonly Mutant[]): number {
    const noticed = mutants.filter(({ status }) => status === "Killed" || status === "Timeout").length;
    const tried = noticed + mutants.filter(isUnnoticed).length;
    return tried === 0 ? 100 : (noticed / tried) * 100;
}

/** What Stryker's report tells of a file. */
export interface FileReport {
    source: string;
    mutants: Mutant[];
}

export interface Mutant {
    mutatorName: string;
    replacement: string;
    status: "Killed" | "Timeout" | "Survived" | "NoCoverage" | "RuntimeError" | "CompileError" | "Ignored";
    location: { start: { line: number; column: number } };
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

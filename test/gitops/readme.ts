import { readFileSync } from "node:fs";

/** What a README tells to type, and what it says comes back. */
export interface Command {
    commands: string;
    /** Its lines come in this order; `…` stands for anything. */
    output: string[];
}

/** The ```sh blocks of a README, each with the ```text block that follows it. */
export function commandsOf(file: string): Command[] {
    const blocks = readFileSync(file, "utf8").matchAll(/^```sh\n(.*?)^```\n+(?:```text\n(.*?)^```)?/gms);
    return [...blocks].map(([, commands = "", output = ""]) => ({
        commands,
        output: output.split("\n").filter((line) => line.trim() !== ""),
    }));
}

/** The first of the expected lines that does not come after those before it. */
export function missingIn(output: string, expected: readonly string[]): string | undefined {
    const lines = output.split("\n").map((line) => line.trim());
    let from = 0;
    return expected.find((line) => {
        const pattern = patternOf(line.trim());
        const at = lines.findIndex((candidate, index) => index >= from && pattern.test(candidate));
        from = at + 1;
        return at === -1;
    });
}

function patternOf(line: string): RegExp {
    const parts = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`);
}

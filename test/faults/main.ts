import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Report } from "./figures";
import { killRuns, LEFT_OUT as LEFT_OUT_OF_KILLS } from "./killRuns";
import { LEFT_OUT as LEFT_OUT_OF_MATRIX, matrixRuns } from "./matrixRuns";
import { LEFT_OUT as LEFT_OUT_OF_MODEL, modelRuns } from "./modelRuns";

const list = (items: readonly string[]) => items.map((item) => `  - ${item}\n`).join("");

const HELP = `Faults by the thousand: what is lost, doubled, left behind or stuck.

First each request of each operation meets each fault, on the local cloud and a hand-moved clock, and the operation is run again. Then programs of two stacks and what an outsider does are drawn, and after each update there must be exactly what the programs say. Last, runs on the real engine are killed at moments that a seed decides.

npm run test:faults -- [options]
  --only PART       "faults", "model" or "kills"; all three
  --seed NUMBER     of the sample, of the programs, and of the first case of the kills; 1
  --sample NUMBER   how many of the faults; all of them
  --programs NUMBER how many programs are drawn; 1000
  --cases NUMBER    how many cases of kills, one seed each; as many as the kills need
  --kills NUMBER    stops when so many runs were killed; 200
  --lanes NUMBER    how many cases of kills run side by side; 3

The figures are written to .work/faults/matrix.json, model.json and kills.json too; the exit code is 0 only where nothing was found.
Left out of the faults:
${list(LEFT_OUT_OF_MATRIX)}Left out of the programs:
${list(LEFT_OUT_OF_MODEL)}Left out of the kills:
${list(LEFT_OUT_OF_KILLS)}`;

async function main(): Promise<void> {
    const options: ParseArgsConfig["options"] = { help: { type: "boolean" } };
    for (const name of ["only", "seed", "sample", "programs", "cases", "kills", "lanes"])
        options[name] = { type: "string" };
    const { values } = parseArgs({ options, strict: true });
    if (values.help) return void process.stdout.write(HELP);
    const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
    const seed = number("seed", 1);
    const cases = number("cases", Number.POSITIVE_INFINITY);
    const kills = number("kills", values.cases === undefined ? 200 : cases * 10);
    const sample = values.sample === undefined ? undefined : Number(values.sample);
    const parts: Record<string, () => Promise<Report>> = {
        faults: () => matrixRuns({ seed, sample }),
        model: () => modelRuns({ seed, runs: number("programs", 1000) }),
        kills: () => killRuns({ seed, cases, kills, lanes: number("lanes", 3) }),
    };
    const only = values.only === undefined ? Object.keys(parts) : [String(values.only)];
    const reports: Report[] = [];
    for (const name of only) {
        const part = parts[name];
        if (!part) throw new Error(`--only must be "faults", "model" or "kills", got "${name}".`);
        reports.push(await part());
    }
    for (const { ran, seconds, leftOut } of reports)
        process.stdout.write(`\nRan ${ran}, in ${Math.round(seconds)} s. Left out:\n${list(leftOut)}`);
    const skipped = Object.keys(parts).filter((name) => !only.includes(name));
    for (const name of skipped) process.stdout.write(`\nLeft out: ${name}, since --only is "${only[0]}".\n`);
    if (reports.some(({ isClean }) => !isClean)) process.exitCode = 1;
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

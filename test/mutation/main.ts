import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { areas, testsOf } from "./areas";
import { explanationOf } from "./explained";
import { type FileReport, faultOf, isUnnoticed, scoreOf } from "./report";

const ROOT = join(__dirname, "../..");
const FOLDER = ".work/mutation";

/** The least score of every file, in percent. */
const LEAST = 80;

/** What these faults do not tell. */
const LEFT_OUT = [
    "the classes and functions that a program calls, and what begins and ends with the process of the plugin or of a command: they are tested through the engine and the built package, where no fault is put in",
    "tests of the engine, the local cloud and other clients, which would notice more",
];

/** In the report, a fault that a test should notice. */
const unexplained = "UNNOTICED";

const HELP = `Mutates provider/src, one fault at a time, and reports the faults that no test notices.

npm run test:mutation -- [areas]
  areas   ${Object.keys(areas).join(", ")}; all of them

Prints the score of each file, and each fault in it that no test noticed, with the reason from test/mutation/explained.ts
where nobody can notice it. Only code that changed since the last run is tried again, unless its tests changed: without
changes, the same command prints the report again. What Stryker reports is in ${FOLDER}; the exit code is 0 only where every
file reaches ${LEAST} %. Left out:
${LEFT_OUT.map((what) => `  - ${what}\n`).join("")}`;

async function main(): Promise<void> {
    const names = process.argv.slice(2);
    if (names.includes("--help")) return void process.stdout.write(HELP);
    const unknown = names.find((name) => !(name in areas));
    if (unknown !== undefined) throw new Error(`Unknown area "${unknown}".\n\n${HELP}`);
    const began = Date.now();
    const files: [string, FileReport][] = [];
    for (const name of names.length > 0 ? names : Object.keys(areas)) files.push(...(await run(name)));

    const low = files.filter(([, { mutants }]) => scoreOf(mutants) < LEAST);
    const faults = files.flatMap(([, { mutants }]) => mutants);
    const rows = files.flatMap(([path, file]) => describe(path, file));
    const open = rows.filter((row) => row.endsWith(`(${unexplained})`)).length;
    const survivors = faults.filter(isUnnoticed).length;
    const lines = [
        ...rows,
        "",
        `${faults.length} faults in ${files.length} files, ${percent(scoreOf(faults))} noticed, ${Math.round((Date.now() - began) / 1000)} s`,
        `${survivors} that no test noticed: ${survivors - open} are explained, ${open} are not`,
        ...low.map(([path]) => `below ${LEAST} %: ${path}`),
        ...LEFT_OUT.map((what) => `not looked at: ${what}`),
    ];
    process.stdout.write(`\n${lines.join("\n")}\n`);
    if (low.length > 0) process.exitCode = 1;
}

async function run(name: string): Promise<[string, FileReport][]> {
    const incrementalFile = `${FOLDER}/${name}.json`;
    // For the runner's own processes.
    process.env.MUTATION_AREA = name;
    process.stdout.write(`\n${name}\n`);
    const mutate = areas[name]?.faultsIn.map((path) => `provider/src/${path}`) ?? [];
    // An ES module that exports nothing to a require.
    const { Stryker } = await import("@stryker-mutator/core");
    const force = await isOutOfDate(join(ROOT, incrementalFile), testsOf(name));
    await new Stryker({ mutate, incrementalFile, force }).runMutationTest();
    const report = JSON.parse(await readFile(join(ROOT, incrementalFile), "utf8"));
    return Object.entries(report.files as Record<string, FileReport>);
}

/** Whether a test changed since the report: Stryker, which sees one file of tests, would not notice. */
async function isOutOfDate(report: string, tests: readonly string[]): Promise<boolean> {
    const [written, ...changed] = await Promise.all(
        [report, ...tests].map(async (file) => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0),
    );
    return changed.some((time) => time > (written ?? 0));
}

/** One line of a file, and one of each fault in it that nobody noticed. */
function describe(path: string, { source, mutants }: FileReport): string[] {
    const survivors = mutants.filter(isUnnoticed).map((mutant) => {
        const fault = faultOf(source, mutant);
        const change = `${shortened(fault.code)} → ${shortened(fault.becomes)}`;
        const why = explanationOf(path, fault) ?? unexplained;
        return `           ${fault.at.line}:${fault.at.column} ${fault.mutator}: ${change} (${why})`;
    });
    return [`${percent(scoreOf(mutants)).padStart(7)} of ${mutants.length} ${path}`, ...survivors];
}

function shortened(code: string): string {
    const line = code.replace(/\s+/g, " ");
    return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function percent(score: number): string {
    return `${score.toFixed(1)} %`;
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

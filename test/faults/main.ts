import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { findEngine } from "../../engine";
import { type CaseResult, isClean, LISTS, openTestbed } from "./killing";

const RESULTS = join(__dirname, "../../.work/faults/kills.json");

/** What these cases do not tell. */
const LEFT_OUT = [
    "other systems than Linux: processes are found in /proc",
    "the plugin alone killed during an up: the engine forgets what was being created, and it stays in the cloud",
    "orphans and doubles after an up that no longer has what a killed run created: they are looked for after the destroy that follows",
];

const HELP = `Kills runs on the real engine at moments that a seed decides, and counts what is lost, doubled or left behind.

npm run test:faults -- [options]
  --seed NUMBER     the first case; 1
  --cases NUMBER    how many cases, one seed each; as many as the kills need
  --kills NUMBER    stops when so many runs were killed; 200
  --lanes NUMBER    how many cases run side by side; 3

The figures are written to .work/faults/kills.json too; the exit code is 0 only where nothing was found. Left out:
${LEFT_OUT.map((what) => `  - ${what}\n`).join("")}`;

async function main(): Promise<void> {
    const options: ParseArgsConfig["options"] = { help: { type: "boolean" } };
    for (const name of ["seed", "cases", "kills", "lanes"]) options[name] = { type: "string" };
    const { values } = parseArgs({ options, strict: true });
    if (values.help) return void process.stdout.write(HELP);
    const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
    const first = number("seed", 1);
    const cases = number("cases", Number.POSITIVE_INFINITY);
    const enough = values.cases === undefined ? number("kills", 200) : number("kills", cases * 10);

    await findEngine();
    const began = Date.now();
    const results: CaseResult[] = [];
    let next = first;
    let kills = 0;
    const lane = async () => {
        const testbed = await openTestbed();
        try {
            while (next < first + cases && kills < enough) {
                const result = await testbed.runCase(next++);
                kills += result.kills;
                results.push(result);
                process.stdout.write(describe(result));
            }
        } finally {
            await testbed.close();
        }
    };
    await Promise.all(Array.from({ length: Math.min(number("lanes", 3), cases) }, lane));

    const figures = {
        seed: first,
        cases: results.length,
        kills,
        interrupts: results.reduce((sum, { interrupts }) => sum + interrupts, 0),
        ...Object.fromEntries(LISTS.map((list) => [list, results.flatMap((result) => result[list]).length])),
        slowestCaseSeconds: Math.max(...results.map(({ seconds }) => seconds)),
        seconds: (Date.now() - began) / 1000,
    };
    await mkdir(join(RESULTS, ".."), { recursive: true });
    await writeFile(RESULTS, `${JSON.stringify({ figures, leftOut: LEFT_OUT, results }, undefined, 4)}\n`);
    const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(20)}${value}`);
    const leftOut = LEFT_OUT.map((what) => `not looked at: ${what}`);
    process.stdout.write(`\n${[...lines, ...leftOut].join("\n")}\n`);
    if (results.some((result) => !isClean(result))) process.exitCode = 1;
}

function describe(result: CaseResult): string {
    const verdict = isClean(result) ? "nothing lost, doubled or left behind" : "FAILED";
    const lines = [
        `seed ${result.seed}: ${result.kills} kills, ${result.interrupts} interrupts, ${result.seconds.toFixed(1)} s: ${verdict}`,
    ];
    if (!isClean(result)) {
        lines.push(...result.strikes.map((strike) => `    ${strike}`));
        for (const list of LISTS) lines.push(...result[list].map((one) => `    ${list}: ${one}`));
    }
    return `${lines.join("\n")}\n`;
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
});

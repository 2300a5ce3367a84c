import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findEngine } from "../engine";
import { compile } from "../engine/compile";
import { counts } from "./counts";
import { type Measure, NOTHING, OURS } from "./measure";
import { builds } from "./measures/builds";
import { doors } from "./measures/doors";
import { lifecycle } from "./measures/lifecycle";
import { many } from "./measures/many";
import { politeness } from "./measures/politeness";
import { start } from "./measures/start";
import { waiters } from "./measures/waiters";
import { writePages } from "./page";
import { drawPlots } from "./plots";
import { writeSamples } from "./samples";
import { pulumi } from "./tools/pulumi";
import { findTerraform } from "./tools/terraform";

const MEASURES: readonly Measure[] = [lifecycle, many, start, builds, politeness, waiters, doors];
const NAMES = MEASURES.flatMap(({ names }) => names);
const PROGRAMS = join(__dirname, "../.work/bench");

const HELP = `How fast the package is, on the local cloud and the real engine.

npm run bench -- [options]
  --runs NUMBER      how often each thing is measured; 5
  --sizes LIST       how many servers the stacks have; 1,10,50
  --only LIST        of ${NAMES.join(", ")}; all of them
  --terraform PATH   a terraform or tofu, with a terraform-provider-openstack beside it, which is measured too
  --quick            only counts, of calls and bytes, in seconds; exits with 1 if one is too high
  --help

Writes bench/results and the tables of docs/speed.md, docs/two-doors.md and README.md, except with --quick. Takes about 25 minutes on 2 cores, with Terraform 45.
`;

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            runs: { type: "string", default: "5" },
            sizes: { type: "string", default: "1,10,50" },
            only: { type: "string", default: NAMES.join() },
            terraform: { type: "string" },
            quick: { type: "boolean" },
            help: { type: "boolean" },
        },
    });
    if (values.help) return void process.stdout.write(HELP);
    if (values.quick) return await showCounts();

    const began = Date.now();
    const report = (sentence: string) =>
        void process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s: ${sentence}\n`);
    const only = values.only.split(",");
    const unknown = only.find((name) => !NAMES.includes(name));
    if (unknown !== undefined) throw new Error(`--only must be of ${NAMES.join(", ")}, got "${unknown}".`);

    const engine = await findEngine(report);
    const files = (await readdir(join(__dirname, "programs"))).map((name) =>
        join(__dirname, "programs", name),
    );
    await compile(files, PROGRAMS);
    const tools = [
        pulumi(NOTHING, { file: join(PROGRAMS, "nothing.js") }),
        pulumi(OURS, { file: join(PROGRAMS, "servers.js") }),
    ];
    const terraform = values.terraform === undefined ? NO_TERRAFORM : await findTerraform(values.terraform);
    if (typeof terraform === "string") report(terraform);
    else tools.push(terraform);

    const context = {
        runs: positive("runs", values.runs),
        sizes: values.sizes.split(",").map((size) => positive("sizes", size)),
        tools,
        programs: PROGRAMS,
        report,
    };
    for (const measure of MEASURES) {
        const wanted = measure.names.filter((name) => only.includes(name));
        if (wanted.length === 0) continue;
        const samples = await measure.run(context);
        for (const name of wanted) {
            await writeSamples(
                name,
                samples.filter((sample) => sample.measure === name),
            );
        }
    }
    await drawPlots(only, engine.version);
    await writePages(await counts());
    report("done; see bench/results, docs/speed.md, docs/two-doors.md and README.md");
}

const NO_TERRAFORM = "--terraform is not given: Terraform's rows are left out.";

function positive(flag: string, text: string): number {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1)
        throw new Error(`--${flag} must be positive, got "${text}".`);
    return number;
}

async function showCounts(): Promise<void> {
    const counted = await counts();
    for (const { what, value, atMost, unit } of counted) {
        const verdict = value > atMost ? "  TOO HIGH" : "";
        process.stdout.write(
            `${String(value).padStart(5)} ${unit.padEnd(5)} (at most ${atMost}): ${what}${verdict}\n`,
        );
    }
    if (counted.some(({ value, atMost }) => value > atMost)) process.exitCode = 1;
}

// An orderly exit ends what was started, and removes its directories.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { minVersion } from "semver";
import { findEngine } from "../../engine";
import { runCommand } from "../../engine/command";
import { pairwise, type Row, wholeMatrix } from "./matrix";
import { type Packages, REFUSALS } from "./refusals";
import { installToolchain } from "./toolchain";
import { Trial } from "./trial";

const RESULTS = join(__dirname, "results.json");
const PROVIDER = join(__dirname, "../../provider");

const HELP = `Installs the packed package into fresh projects, and runs their programs: preview, up, no change, destroy, on the
real engine and a local cloud.

npm run test:install -- [options]
  --all          every combination of program, package manager, Node.js and SDK; by default, as many as let each two meet
  --row NUMBER   only this row

The results are written to test/install/results.json if all rows ran.
`;

export interface Result extends Row {
    /** The versions that were installed. */
    sdkVersion: string;
    /** What went wrong; an empty text if nothing did. */
    error: string;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: { help: { type: "boolean" }, all: { type: "boolean" }, row: { type: "string" } },
    });
    if (values.help) return say(HELP);
    const rows = values.all ? wholeMatrix() : pairwise();
    const wanted = values.row === undefined ? rows : rows.slice(Number(values.row) - 1, Number(values.row));
    await findEngine(say);
    await installToolchain(say);
    // Outside of this project, whose node_modules a program would find otherwise.
    const directory = await mkdtemp(join(tmpdir(), "pulumi-nhncloud-install-"));
    try {
        const packages = { ours: await pack(directory), oldestSdk: `@pulumi/pulumi@${oldestSdk()}` };
        say(
            values.all
                ? `All ${rows.length} combinations.`
                : `${rows.length} of ${wholeMatrix().length} combinations, in which each two values meet: what fails rarely needs three.`,
        );
        const results: Result[] = [];
        for (const row of wanted) {
            const result = await tryRow(join(directory, `row-${results.length + 1}`), row, packages);
            results.push(result);
            await rm(join(directory, `row-${results.length}`), { recursive: true, force: true });
        }
        const refused = values.row === undefined ? await tryRefusals(directory, packages) : [];
        if (values.row === undefined)
            await writeFile(RESULTS, `${JSON.stringify({ results, refused }, undefined, 4)}\n`);
        const isClean = [...results, ...refused].every(({ error }) => error === "");
        if (!isClean) process.exitCode = 1;
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

async function pack(directory: string): Promise<string> {
    const { exitCode, output, reported } = await runCommand(
        ["npm", "pack", "--silent", "--pack-destination", directory],
        { cwd: PROVIDER },
    );
    if (exitCode !== 0) throw new Error(`The package cannot be packed: ${reported.join(" ")}`);
    return join(directory, output.at(-1) ?? "");
}

function oldestSdk(): string {
    const { peerDependencies } = require("../../provider/package.json");
    return String(minVersion(peerDependencies["@pulumi/pulumi"]));
}

/** On Node.js 20 the last SDK that supports it, which this project is developed with. */
function sdkOf({ sdk, node }: Row, { oldestSdk }: Packages): string {
    if (sdk === "oldest") return oldestSdk;
    const { devDependencies } = require("../../package.json");
    return `@pulumi/pulumi@${node === "20" ? devDependencies["@pulumi/pulumi"] : "latest"}`;
}

async function tryRow(directory: string, row: Row, packages: Packages): Promise<Result> {
    const started = Date.now();
    let sdkVersion = "";
    const error = await Trial.run(directory, row, async (trial) => {
        const { exitCode, output, reported } = await trial.install(packages.ours, sdkOf(row, packages));
        if (exitCode !== 0) throw new Error([...output, ...reported].join("\n"));
        sdkVersion = await trial.installedVersion("@pulumi/pulumi");
        await trial.lifeOfAStack();
        return "";
    }).catch(({ message }: Error) => message);
    tell(`${row.program}, ${row.manager}, Node.js ${row.node}, SDK ${sdkVersion || row.sdk}`, started, error);
    return { ...row, sdkVersion, error };
}

async function tryRefusals(
    directory: string,
    packages: Packages,
): Promise<{ title: string; error: string }[]> {
    const refused = [];
    for (const [index, refusal] of REFUSALS.entries()) {
        const started = Date.now();
        const shown = await Trial.run(join(directory, `refusal-${index + 1}`), refusal, (trial) =>
            refusal.try(trial, packages),
        ).catch(({ message }: Error) => message);
        const error = refusal.expected.test(shown) ? "" : `It says instead: ${shown}`;
        tell(refusal.title, started, error);
        refused.push({ title: refusal.title, error });
    }
    return refused;
}

function tell(title: string, started: number, error: string): void {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`${error === "" ? "passed" : "FAILED"}  ${title} (${seconds} s)${error === "" ? "" : `\n${error}`}`);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeOwnDirectory } from "../engine/ownDirectory";
import { pluginArchives } from "./plugin";
import { sdkArchives } from "./sdks";
import { refusalOf } from "./tag";

const root = join(__dirname, "..");

const HELP = `Makes all that is published of a version from its tag, which is checked out. Needs Go and Python.

npm run release -- TAG [FOLDER]
  TAG      such as v0.1.0
  FOLDER   where it is written; .work/release/TAG
`;

async function main(): Promise<void> {
    const { values, positionals } = parseArgs({
        options: { help: { type: "boolean" } },
        allowPositionals: true,
    });
    const [tag, folder = join(root, ".work", "release", String(tag))] = positionals;
    if (values.help || tag === undefined) return void process.stdout.write(HELP);
    const refusal = await refusalOf(tag, root);
    if (refusal !== undefined) throw new Error(refusal);
    if (!isReady()) throw new Error(`Releasing ${tag}: "npm run release:check" has something to do.`);

    const made = resolve(folder);
    mkdirSync(made, { recursive: true });
    const staging = await makeOwnDirectory(join(root, ".work"), "release");
    try {
        const packing = ["pack", "--silent", "--workspace", "provider", "--pack-destination", made];
        const packed = join(made, execFileSync("npm", packing, { cwd: root, encoding: "utf8" }).trim());
        const plugins = pluginArchives(tag, packed, made, staging);
        const sdks = sdkArchives(tag, made);
        const schema = join(made, "schema.json");
        copyFileSync(join(root, "provider/schema.json"), schema);
        for (const file of [packed, ...plugins, ...sdks, schema]) console.log(file);
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}

/** The long suites have run before there was a tag. */
function isReady(): boolean {
    try {
        const words = ["run", "--silent", "release:check", "--", "--quick"];
        execFileSync("npm", words, { cwd: root, stdio: "inherit" });
        return true;
    } catch {
        return false;
    }
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

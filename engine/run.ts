import { delimiter, dirname, isAbsolute, resolve } from "node:path";
import { findEngine } from "./index";

/** Runs a script, for which `pulumi` is the engine of this machine: run.ts SCRIPT ARGUMENTS */
async function main(): Promise<void> {
    const { command } = await findEngine(console.error);
    if (isAbsolute(command.command))
        process.env.PATH = `${dirname(command.command)}${delimiter}${process.env.PATH}`;
    process.argv.splice(1, 1);
    const [, script = ""] = process.argv;
    require(resolve(script));
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});

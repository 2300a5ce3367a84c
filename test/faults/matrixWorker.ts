import { runCase } from "./matrix";

/** Runs the cases that come, one after another. */
process.on("message", (which: Parameters<typeof runCase>[0]) => {
    runCase(which).then(
        (result) => process.send?.(result),
        (error: Error) => {
            process.stderr.write(`${JSON.stringify(which)}: ${error.stack}\n`);
            process.exit(1);
        },
    );
});

import { parseArgs } from "node:util";
import { findEngine } from "../engine";
import { type Example, Unexpected } from "./example";
import { fleetExample } from "./fleet";
import { quickstartExample } from "./quickstart";
import { type Row, summary, table } from "./report";
import { runExample } from "./run";
import { webWithVolumeExample } from "./webWithVolume";

const EXAMPLES: Example[] = [quickstartExample, fleetExample, webWithVolumeExample];

/** A reader that has seen enough, such as head, is no failure. */
class ReaderLeft extends Error {}

async function main(): Promise<void> {
    const { values } = parseArgs({ options: { all: { type: "boolean", default: false } } });
    const write = (text: string) => void process.stdout.write(text);
    const controller = new AbortController();
    process.stdout.on("error", () => controller.abort(new ReaderLeft()));

    const stopSetup = onStop(() => process.exit(1));
    const engine = await findEngine(console.error);
    stopSetup();
    write(`Pulumi engine ${engine.version}, ${engine.source}\n`);

    onStop(() => {
        console.error("\nStopping ...");
        controller.abort(new Unexpected("Stopped before the end."));
    });
    const began = Date.now();
    const done = new Map<Example, Row[]>();
    try {
        for (const example of values.all ? EXAMPLES : EXAMPLES.slice(0, 1)) {
            const rows: Row[] = [];
            done.set(example, rows);
            await runExample(example, controller.signal, write, (row) => rows.push(row));
            write(`\n${table(rows)}\n`);
        }
    } finally {
        write(`\n${summary(EXAMPLES, done, (Date.now() - began) / 1000)}\n`);
    }
}

/** Calls `stop` at the first signal to end, and ignores the impatient ones after it; returns how to undo that. */
function onStop(stop: () => void): () => void {
    let stopping = false;
    const listener = () => {
        if (!stopping) stop();
        stopping = true;
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.on(signal, listener);
    return () => {
        for (const signal of signals) process.off(signal, listener);
    };
}

main()
    .catch((error: unknown) => {
        if (error instanceof ReaderLeft) return;
        const text =
            error instanceof Unexpected
                ? error.message
                : error instanceof Error
                  ? error.stack
                  : String(error);
        console.error(`\n${text}`);
        process.exitCode = 1;
    })
    .finally(() => process.exit());

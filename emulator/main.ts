import { createWriteStream } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { DEFAULT_DURATIONS, type Durations } from "./durations";
import { type CloudOptions, startCloud } from "./index";

/** confirmResize is set by --confirm-resize-seconds */
function flagOf(duration: string): string {
    return `${duration.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-seconds`;
}

const DURATIONS = Object.keys(DEFAULT_DURATIONS) as (keyof Durations)[];

function help(): string {
    const durations = DURATIONS.map((name) => `  --${flagOf(name).padEnd(26)}${DEFAULT_DURATIONS[name]}`);
    return [
        "A local NHN Cloud: Identity, Compute, Image, Block Storage and a little Network, in memory.",
        "",
        "npm run cloud -- [options]",
        "  --port NUMBER               8774 by default; 0: any free one",
        "  --log FILE                  one JSON line per request",
        "  --token-seconds NUMBER      how long a token lives; 43200",
        "  --gap-milliseconds NUMBER   how long a change of a server waits for others to come in between; 0",
        "  --page-cap NUMBER           the most that a page of a list holds, whatever is asked for",
        "  --help",
        "",
        "How long things take, in seconds (Infinity: for ever):",
        ...durations,
        "",
    ].join("\n");
}

const COUNTS = { gapMilliseconds: "gap-milliseconds", pageCap: "page-cap" } as const;

function readCount(flag: string, text: string): number {
    if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${flag} wants a whole number above 0, not "${text}"`);
    return Number(text);
}

function readSeconds(flag: string, text: string): number {
    const seconds = Number(text);
    if (text.trim() === "" || Number.isNaN(seconds) || seconds < 0)
        throw new Error(`--${flag} wants a number of seconds, not "${text}"`);
    return seconds;
}

function readOptions(): CloudOptions | undefined {
    const named = ["port", "log", "token-seconds", ...Object.values(COUNTS), ...DURATIONS.map(flagOf)];
    const options: ParseArgsConfig["options"] = { help: { type: "boolean" } };
    for (const name of named) options[name] = { type: "string" };
    const { values } = parseArgs({ options, strict: true });
    if (values.help) return undefined;
    const counts: Partial<Record<keyof typeof COUNTS, number>> = {};
    for (const [count, flag] of Object.entries(COUNTS) as [keyof typeof COUNTS, string][]) {
        const text = values[flag];
        if (typeof text === "string") counts[count] = readCount(flag, text);
    }
    const seconds: Partial<Durations> = {};
    for (const duration of DURATIONS) {
        const text = values[flagOf(duration)];
        if (typeof text === "string") seconds[duration] = readSeconds(flagOf(duration), text);
    }
    const read: CloudOptions = { port: Number(values.port ?? 8774), ...counts, seconds };
    if (typeof values["token-seconds"] === "string")
        read.tokenSeconds = readSeconds("token-seconds", values["token-seconds"]);
    if (typeof values.log === "string") {
        const file = createWriteStream(values.log, { flags: "a" });
        read.log = (entry) => file.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
    }
    return read;
}

async function main(): Promise<void> {
    const options = readOptions();
    if (!options) return void process.stdout.write(help());
    const cloud = await startCloud(options);
    const variables = { ...cloud.environment("v2"), ...cloud.openstackEnvironment() };
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
    process.stdout.write(`${lines.join("\n")}\n`);
    const stop = () => void cloud.close().then(() => process.exit(0));
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});

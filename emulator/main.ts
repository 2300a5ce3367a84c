import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { DEFAULT_DURATIONS, type Durations } from "./cloud/durations";
import { exampleIds, QUICKSTART_COMMANDS } from "./exampleIds";
import { type Cloud, type CloudOptions, startCloud } from "./index";

/** confirmResize has the flag --confirm-resize-seconds. */
function flagOf(duration: string): string {
    return `${duration.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-seconds`;
}

const DURATIONS = Object.keys(DEFAULT_DURATIONS) as (keyof Durations)[];

function help(): string {
    const durations = DURATIONS.map((name) => `  --${flagOf(name).padEnd(26)}${DEFAULT_DURATIONS[name]}`);
    return [
        "A local NHN Cloud in memory: Identity, Compute, Image, Block Storage and parts of Network.",
        "",
        "npm run cloud -- [options]",
        "  --port NUMBER               8774 by default; 0 picks a free port",
        "  --log FILE                  append one line of JSON per request",
        "  --token-seconds NUMBER      lifetime of a token; 43200 by default",
        "  --requests-per-second NUMBER  others get 429 and Retry-After; no limit by default",
        "  --help",
        "",
        "Durations in seconds, with their defaults (Infinity: never finishes):",
        ...durations,
        "",
    ].join("\n");
}

function readSeconds(flag: string, text: string): number {
    const seconds = Number(text);
    if (text.trim() === "" || Number.isNaN(seconds) || seconds < 0)
        throw new Error(`--${flag} must be a number of seconds, not "${text}"`);
    return seconds;
}

function readPort(text: string): number {
    const port = Number(text);
    if (text.trim() === "" || !Number.isInteger(port) || port < 0 || port > 65_535)
        throw new Error(`--port must be an integer from 0 to 65535, not "${text}"`);
    return port;
}

/** Throws if the file cannot be opened; ends the process if it cannot be written later. */
async function openLog(path: string): Promise<NonNullable<CloudOptions["log"]>> {
    const logError = (error: unknown) =>
        new Error(`Cannot write to the --log file: ${(error as Error).message}`);
    const file = createWriteStream(path, { flags: "a" });
    await once(file, "open").catch((error) => Promise.reject(logError(error)));
    file.on("error", (error) => fail(logError(error)));
    return (entry) => file.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}

async function readOptions(): Promise<CloudOptions | undefined> {
    const named = ["port", "log", "token-seconds", "requests-per-second", ...DURATIONS.map(flagOf)];
    const options: ParseArgsConfig["options"] = { help: { type: "boolean" } };
    for (const name of named) options[name] = { type: "string" };
    const { values } = parseArgs({ options, strict: true });
    if (values.help) return undefined;
    const seconds: Partial<Durations> = {};
    for (const duration of DURATIONS) {
        const text = values[flagOf(duration)];
        if (typeof text === "string") seconds[duration] = readSeconds(flagOf(duration), text);
    }
    const read: CloudOptions = { port: readPort(String(values.port ?? 8774)), seconds };
    if (typeof values["token-seconds"] === "string")
        read.tokenSeconds = readSeconds("token-seconds", values["token-seconds"]);
    if (typeof values["requests-per-second"] === "string")
        read.requestsPerSecond = readSeconds("requests-per-second", values["requests-per-second"]);
    if (typeof values.log === "string") read.log = await openLog(values.log);
    return read;
}

/** Names the port if the port is the reason. */
function explain(error: unknown, port: number | undefined): unknown {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") return new Error(`Port ${port} is already in use; --port 0 picks a free port`);
    if (code === "EACCES") return new Error(`No permission to use port ${port}; --port 0 picks a free port`);
    return error;
}

async function main(): Promise<void> {
    const options = await readOptions();
    if (!options) return void process.stdout.write(help());
    const cloud = await startCloud(options).catch((error) => Promise.reject(explain(error, options.port)));
    const stop = () => void cloud.close().then(() => process.exit(0));
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    // Nobody reads the output any more, so nobody needs this cloud.
    process.stdout.once("error", stop);
    process.stdout.write(instructions(cloud));
}

/** What a shell runs to use the cloud: its variables, and the configuration of examples/quickstart. */
function instructions(cloud: Cloud): string {
    const credentials = { ...cloud.environment("v2"), ...cloud.openstackEnvironment() };
    const exports = (variables: Record<string, string>) =>
        Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
    return [
        ...exports(credentials),
        ...exports(exampleIds(cloud)),
        "",
        "# In examples/quickstart, once its stack is there:",
        ...QUICKSTART_COMMANDS,
        "",
    ].join("\n");
}

function fail(error: unknown): never {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
}

main().catch(fail);

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { DEFAULT_DURATIONS, type Durations } from "./cloud/durations";
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
        "  --help",
        "",
        "How long things take, in seconds (Infinity: for ever):",
        ...durations,
        "",
    ].join("\n");
}

function readSeconds(flag: string, text: string): number {
    const seconds = Number(text);
    if (text.trim() === "" || Number.isNaN(seconds) || seconds < 0)
        throw new Error(`--${flag} wants a number of seconds, not "${text}"`);
    return seconds;
}

function readPort(text: string): number {
    const port = Number(text);
    if (text.trim() === "" || !Number.isInteger(port) || port < 0 || port > 65_535)
        throw new Error(`--port wants a whole number from 0 to 65535, not "${text}"`);
    return port;
}

/** Throws where the file cannot be opened; what fails later ends the cloud. */
async function openLog(path: string): Promise<NonNullable<CloudOptions["log"]>> {
    const refusal = (error: unknown) => new Error(`--log cannot be written: ${(error as Error).message}`);
    const file = createWriteStream(path, { flags: "a" });
    await once(file, "open").catch((error) => Promise.reject(refusal(error)));
    file.on("error", (error) => fail(refusal(error)));
    return (entry) => file.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}

async function readOptions(): Promise<CloudOptions | undefined> {
    const named = ["port", "log", "token-seconds", ...DURATIONS.map(flagOf)];
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
    if (typeof values.log === "string") read.log = await openLog(values.log);
    return read;
}

/** Says which port it is, where the port is the reason. */
function refusalOf(error: unknown, port: number | undefined): unknown {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") return new Error(`Port ${port} is in use: --port 0 takes a free one`);
    if (code === "EACCES") return new Error(`Port ${port} is not for this user: --port 0 takes a free one`);
    return error;
}

async function main(): Promise<void> {
    const options = await readOptions();
    if (!options) return void process.stdout.write(help());
    const cloud = await startCloud(options).catch((error) => Promise.reject(refusalOf(error, options.port)));
    const stop = () => void cloud.close().then(() => process.exit(0));
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    // Whoever started it does not read on, and so does not know where it is.
    process.stdout.once("error", stop);
    const variables = { ...cloud.environment("v2"), ...cloud.openstackEnvironment() };
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
    process.stdout.write(`${lines.join("\n")}\n`);
}

function fail(error: unknown): never {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
}

main().catch(fail);

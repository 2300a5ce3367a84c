import { execFile } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { automation } from "@pulumi/pulumi";
import { findEngine } from "./index";
import { type Operation, type OperationOptions, operate } from "./operation";
import { type Outcome, RESOURCE_TYPE } from "./outcome";
import { makeOwnDirectory } from "./ownDirectory";

const PASSPHRASE = "only-for-this-machine";
export const STACK = "local";

/** The plugin looks for `pulumi-nhncloud` from here upwards, so it must lie inside the project. */
const WORK_DIRECTORY = join(__dirname, "..", ".work");

/** What every command on these stacks runs with. */
export const ENVIRONMENT = {
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
};

const run = promisify(execFile);

/** Where the executable of the provider plugin is. */
const PACKAGE = join(__dirname, "..", "provider");

export type Configuration = Record<string, string | { secret: string }>;

export interface StackOptions extends OperationOptions {
    project: string;
    configuration?: Configuration;
    /** Variables of the engine and of the plugin it starts. */
    environment?: Record<string, string>;
}

export interface StoredResource {
    urn: string;
    type: string;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
    initErrors?: string[];
}

export interface EngineStack {
    /** Where the engine keeps everything; commands of the CLI find the stack from here. */
    readonly directory: string;
    /** What the next operation runs; assign to change the program. */
    program: automation.PulumiFn;
    /** More words for the commands of the CLI; assign to change them. */
    flags: readonly string[];
    /** Runs an operation; what the engine refuses is in the outcome's `failure`. */
    attempt(operation: Operation, options?: UpOptions): Promise<Outcome>;
    preview(): Promise<Outcome>;
    up(options?: UpOptions): Promise<Outcome>;
    refresh(): Promise<Outcome>;
    destroy(): Promise<Outcome>;
    configure(values: Configuration): Promise<void>;
    outputs(): Promise<automation.OutputMap>;
    /** The text of every file that the engine keeps for the stack: state, backups, history, configuration. */
    storedText(): Promise<string>;
    /** The resources in state, secrets as they are stored. */
    storedResources(): Promise<StoredResource[]>;
    /** Ends an update that a killed run left open. */
    cancel(): Promise<void>;
    /** Loses the stack's state; what it created in the cloud stays. */
    forget(): Promise<void>;
    /** Removes the stack's files; what it created in the cloud stays. */
    close(): Promise<void>;
}

export type UpOptions = Pick<OperationOptions, "replace" | "target">;

/** Opens a stack with a local state in a fresh directory; close() removes that directory. */
export async function openStack(options: StackOptions): Promise<EngineStack> {
    const directory = await makeOwnDirectory(WORK_DIRECTORY, options.project);
    try {
        return await open(directory, options);
    } catch (error) {
        await rm(directory, { recursive: true, force: true });
        throw error;
    }
}

async function open(directory: string, options: StackOptions): Promise<EngineStack> {
    forgetAmbientCredentials();
    const { command } = await findEngine();
    const { configuration = {} } = options;
    let opened: EngineStack | undefined;
    const stack = await automation.LocalWorkspace.createStack(
        { stackName: STACK, projectName: options.project, program: options.program },
        {
            workDir: directory,
            pulumiCommand: withFlags(command, () => opened?.flags ?? []),
            projectSettings: settingsOf(options.project, directory),
            // Each command takes a third of a second: what is no secret needs none here.
            stackSettings: { [STACK]: { config: plainOf(configuration) } },
            envVars: { ...ENVIRONMENT, ...options.environment },
        },
    );
    await setSecrets(stack, configuration);
    opened = wrap(stack, directory, options);
    return opened;
}

/** The SDK has this method, but not in its types. */
interface Runner {
    run(words: readonly string[], ...others: unknown[]): Promise<unknown>;
}

function withFlags(command: automation.PulumiCommand, flags: () => readonly string[]) {
    const runner = command as unknown as Runner;
    const run: Runner["run"] = (words, ...others) => runner.run([...words, ...flags()], ...others);
    return Object.assign(Object.create(command), { run }) as automation.PulumiCommand;
}

function settingsOf(name: string, directory: string): automation.ProjectSettings {
    // The SDK's types lack plugins.
    const plugins = { plugins: { providers: [{ name: "nhncloud", path: PACKAGE }] } };
    return {
        name,
        runtime: "nodejs",
        // Without files of attributes, which the engine does not write in one piece: a kill would break them.
        backend: { url: `file://${directory}?metadata=skip` },
        ...plugins,
    };
}

function wrap(stack: automation.Stack, directory: string, options: StackOptions): EngineStack {
    const expectSuccess = async (operation: Operation, more?: UpOptions) => {
        const outcome = await opened.attempt(operation, more);
        if (outcome.failure !== undefined)
            throw new Error(`${operation} failed: ${outcome.failure}\n${outcome.output}`);
        return outcome;
    };
    const opened: EngineStack = {
        directory,
        program: options.program,
        flags: [],
        attempt: (operation, more) =>
            operate(stack, operation, { ...options, ...more, program: opened.program }),
        preview: () => expectSuccess("preview"),
        up: (more) => expectSuccess("up", more),
        refresh: () => expectSuccess("refresh"),
        destroy: () => expectSuccess("destroy"),
        configure: (values) => configure(stack, values),
        outputs: () => stack.outputs(),
        storedText: () => storedText(directory),
        storedResources: () =>
            storedResources(join(directory, ".pulumi", "stacks", options.project, `${STACK}.json`)),
        cancel: () => stack.cancel(),
        forget: () => forget(stack),
        close: () => rm(directory, { recursive: true, force: true }),
    };
    return opened;
}

async function configure(stack: automation.Stack, values: Configuration): Promise<void> {
    const plain = Object.entries(plainOf(values)).map(([key, value]) => [key, { value }]);
    if (plain.length > 0) await stack.setAllConfig(Object.fromEntries(plain));
    await setSecrets(stack, values);
}

function plainOf(values: Configuration): Record<string, string> {
    const isPlain = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === "string";
    return Object.fromEntries(Object.entries(values).filter(isPlain));
}

async function setSecrets(stack: automation.Stack, values: Configuration): Promise<void> {
    for (const [key, value] of Object.entries(values)) {
        if (typeof value !== "string") await setSecret(stack, key, value.secret);
    }
}

/** The Automation API would write the secret on a command line, which every user of the machine can read. */
async function setSecret({ name, workspace }: automation.Stack, key: string, secret: string): Promise<void> {
    const { pulumiCommand, workDir: cwd, envVars } = workspace;
    const words = ["config", "set", "--secret", key, "--stack", name, "--non-interactive"];
    const setting = run(pulumiCommand.command, words, { cwd, env: { ...process.env, ...envVars } });
    // A command that refuses the key does not read on, and says why itself.
    setting.child.stdin?.on("error", () => {}).end(secret);
    await setting;
}

async function forget(stack: automation.Stack): Promise<void> {
    const { version, deployment } = await stack.exportStack();
    await stack.importStack({ version, deployment: { ...deployment, resources: [] } });
}

async function storedText(directory: string): Promise<string> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const texts = await Promise.all(
        files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
    );
    return texts.join("\n");
}

async function storedResources(file: string): Promise<StoredResource[]> {
    const state = JSON.parse(await readFile(file, "utf8"));
    const all: StoredResource[] = state.checkpoint.latest?.resources ?? [];
    return all.filter(({ type }) => RESOURCE_TYPE.test(type));
}

/** Credentials in the environment win over configuration, and must never reach a real cloud from here. */
function forgetAmbientCredentials(): void {
    for (const name of Object.keys(process.env)) {
        if (/^(NHNCLOUD|OS)_/.test(name)) delete process.env[name];
    }
}

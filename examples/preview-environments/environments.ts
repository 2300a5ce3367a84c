import { automation } from "@pulumi/pulumi";
import { EnvironmentBusy, type Patience, whenFree } from "./lock";
import { PREFIX, stackNameOf } from "./names";
import { isOnlyPending, onlyAccess } from "./pending";
import { RunLog } from "./runLog";
import { expiryOf } from "./timeToLive";
import { configure, makeStack, openWorkspace, type Place } from "./workspace";

/** Tags of a stack: they are there before its first resource, and a killed run cannot lose them. */
const TAGS = { branch: "preview:branch", expires: "preview:expires", url: "preview:url" };
const NEVER = "never";
const DEFAULT_TIME_TO_LIVE = "5d";
const LOG_LINES = 20;
const TRIES = 3;
const STILL_HAS_RESOURCES = "still has resources";

export interface Request {
    branch: string;
    /** What is shown of the branch. */
    commit?: string | undefined;
    /** `10h`, `5d` or `infinite`; the template's by default. */
    timeToLive?: string | undefined;
    /** Values of the project's configuration, besides the template's. */
    config?: Record<string, string>;
}

export interface ServerRow {
    name: string;
    status: string;
    flavor: string;
    address: string;
}

export interface Environment {
    stack: string;
    /** Undefined where a run was killed before it could say. */
    branch: string | undefined;
    /** Undefined while no run has finished it. */
    url: string | undefined;
    /** Undefined: never. */
    expires: string | undefined;
}

export interface Ready extends Environment {
    status: "ready";
    commit: string | undefined;
    host: string;
    username: string;
    servers: ServerRow[];
    seconds: number;
}

export interface Gone {
    status: "destroyed" | "absent";
    stack: string;
    branch: string;
    seconds: number;
}

export interface Sweep {
    removed: { stack: string; branch: string | undefined; reason: string }[];
    kept: string[];
    failed: { stack: string; reason: string }[];
}

/** One sentence, and the end of what Pulumi said. */
export class EnvironmentFailure extends Error {
    constructor(
        message: string,
        readonly log: string[],
    ) {
        super(message);
    }
}

export interface Options extends Place, Patience {
    onOutput(text: string): void;
    now?: () => Date;
    signal?: AbortSignal;
}

/** The environments of all branches, a stack each. */
export class Environments {
    readonly #workspace: automation.LocalWorkspace;
    readonly #options: Options;
    readonly #now: () => Date;

    private constructor(workspace: automation.LocalWorkspace, options: Options) {
        this.#workspace = workspace;
        this.#options = options;
        this.#now = options.now ?? (() => new Date());
    }

    static async open(options: Options): Promise<Environments> {
        return new Environments(await openWorkspace(options), options);
    }

    /** Makes the environment of a branch, or brings it to what the branch has now. */
    async up(request: Request): Promise<Ready> {
        const began = Date.now();
        const name = stackNameOf(request.branch);
        const made = await this.#unlessRemoved(async () => {
            const stack = await makeStack(this.#workspace, name);
            const expires = await this.#prepare(name, request);
            const { outputs } = await this.#run(stack, this.#options, (common) => stack.up(common));
            await this.#workspace.setTag(name, TAGS.url, outputs.url?.value);
            return { outputs, expires };
        });
        const output = (key: string) => made.outputs[key]?.value;
        return {
            status: "ready",
            stack: name,
            branch: request.branch,
            commit: request.commit,
            url: output("url"),
            host: output("host"),
            username: output("username"),
            servers: output("servers"),
            expires: made.expires?.toISOString(),
            seconds: secondsSince(began),
        };
    }

    /** Takes away all that a branch has; does nothing where it has nothing. */
    async down(branch: string): Promise<Gone> {
        const began = Date.now();
        const stack = stackNameOf(branch);
        const status = (await this.#remove(stack, this.#options)) ? "destroyed" : "absent";
        return { status, stack, branch, seconds: secondsSince(began) };
    }

    async list(): Promise<Environment[]> {
        const environments: Environment[] = [];
        for (const { name } of await this.#workspace.listStacks()) {
            if (!name.startsWith(PREFIX)) continue;
            const tags = await this.#workspace.listTags(name).catch(undefinedIfRemoved);
            if (tags) environments.push(environmentOf(name, tags));
        }
        return environments;
    }

    /** Removes what nobody needs any more. Without `branches`, none is taken to be gone. */
    async sweep(branches?: ReadonlySet<string>): Promise<Sweep> {
        const swept: Sweep = { removed: [], kept: [], failed: [] };
        for (const environment of await this.list()) {
            const { stack, branch } = environment;
            const reason = reasonToRemove(environment, this.#now(), branches);
            if (reason === undefined) {
                swept.kept.push(stack);
                continue;
            }
            this.#options.report(`Removing ${stack}: ${reason}.`);
            try {
                await this.#remove(stack, { ...this.#options, seconds: 0 });
                swept.removed.push({ stack, branch, reason });
            } catch (error) {
                if (!(error instanceof Error)) throw error;
                this.#options.report(error.message);
                if (error instanceof EnvironmentBusy) swept.kept.push(stack);
                else swept.failed.push({ stack, reason: error.message });
            }
        }
        return swept;
    }

    /** Says of a stack what it is, and until when. */
    async #prepare(name: string, { branch, commit, timeToLive, config }: Request): Promise<Date | undefined> {
        const configured = await configure(this.#workspace, name, { ...config, branch, commit });
        const lives = timeToLive ?? configured("timeToLive") ?? DEFAULT_TIME_TO_LIVE;
        const expires = expiryOf(String(lives), this.#now());
        await this.#workspace.setTag(name, TAGS.branch, branch);
        await this.#workspace.setTag(name, TAGS.expires, expires?.toISOString() ?? NEVER);
        return expires;
    }

    /** Returns whether there was anything. */
    async #remove(name: string, patience: Patience): Promise<boolean> {
        const stack = await automation.Stack.select(name, this.#workspace);
        for (let tries = 0; ; tries++) {
            const state = await stack.exportStack().catch(undefinedIfRemoved);
            if (!state) return tries > 0;
            try {
                if (isOnlyPending(state))
                    await this.#run(stack, patience, (common) =>
                        stack.up({ ...common, program: onlyAccess }),
                    );
                await this.#run(stack, patience, (common) => stack.destroy(common));
                await whenFree(stack, patience, () => this.#workspace.removeStack(name));
                return true;
            } catch (error) {
                const anotherRan = String(error).includes(STILL_HAS_RESOURCES) && tries < TRIES;
                if (!anotherRan) undefinedIfRemoved(error);
            }
        }
    }

    /** A sweep may remove a stack just before the first run on it begins. */
    async #unlessRemoved<T>(work: () => Promise<T>): Promise<T> {
        for (let tries = 1; ; tries++) {
            try {
                return await work();
            } catch (error) {
                if (!(error instanceof automation.StackNotFoundError) || tries === TRIES) throw error;
            }
        }
    }

    async #run<T>(
        stack: automation.Stack,
        patience: Patience,
        operation: (common: RunLog["listeners"]) => Promise<T>,
    ): Promise<T> {
        const log = new RunLog(this.#options.onOutput);
        const { signal } = this.#options;
        // One of its own: each operation leaves a listener behind.
        const common = { ...log.listeners, ...(signal && { signal: AbortSignal.any([signal]) }) };
        try {
            return await whenFree(stack, patience, () => operation(common));
        } catch (error) {
            if (!(error instanceof automation.CommandError)) throw error;
            if (error instanceof automation.StackNotFoundError) throw error;
            throw new EnvironmentFailure(log.reason(error), log.end(LOG_LINES));
        }
    }
}

function environmentOf(stack: string, tags: Record<string, string>): Environment {
    const expires = tags[TAGS.expires];
    return {
        stack,
        branch: tags[TAGS.branch],
        url: tags[TAGS.url],
        expires: expires === NEVER ? undefined : expires,
    };
}

function reasonToRemove(
    { branch, url, expires }: Environment,
    now: Date,
    branches: ReadonlySet<string> | undefined,
): string | undefined {
    if (branch === undefined || url === undefined) return "it was never finished";
    if (expires !== undefined && Date.parse(expires) <= now.getTime()) return `its time ended ${expires}`;
    if (branches && !branches.has(branch)) return `there is no branch ${branch} any more`;
    return undefined;
}

function undefinedIfRemoved(error: unknown): undefined {
    if (!(error instanceof automation.StackNotFoundError)) throw error;
}

function secondsSince(milliseconds: number): number {
    return Math.round((Date.now() - milliseconds) / 1000);
}

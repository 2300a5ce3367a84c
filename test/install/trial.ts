import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { leftovers, liveServers } from "../../demo/cloudState";
import { type Cloud, startCloud } from "../../emulator";
import { findEngine } from "../../engine";
import { type CommandResult, runCommand } from "../../engine/command";
import type { LanguageHost } from "../../engine/languageHost";
import { ENVIRONMENT } from "../../engine/stack";
import { extraPackages, type ProgramKind, programDirectory, writeProject } from "./freshProject";
import type { Row } from "./matrix";
import { startProgramHost } from "./programHost";
import { addition, pathWith } from "./toolchain";

export interface Toolchain extends Pick<Row, "manager" | "node"> {
    program: ProgramKind;
}

/** One fresh project on a local cloud of its own. */
export class Trial {
    readonly #environment: NodeJS.ProcessEnv;

    private constructor(
        private readonly root: string,
        private readonly toolchain: Toolchain,
        private readonly cloud: Cloud,
        enginePath: string,
        home: string,
    ) {
        this.#environment = {
            ...process.env,
            ...ENVIRONMENT,
            ...cloud.environment(),
            PATH: pathWith(toolchain, enginePath),
            PULUMI_BACKEND_URL: `file://${root}/state?metadata=skip`,
            // Yarn knows a package by name and version alone, and would take that of an earlier run.
            YARN_CACHE_FOLDER: join(home, "yarn-cache"),
            FORCE_COLOR: "0",
        };
    }

    static async run<T>(root: string, toolchain: Toolchain, work: (trial: Trial) => Promise<T>): Promise<T> {
        const { command } = await findEngine();
        const cloud = await startCloud({ seconds: { build: 1 } });
        try {
            await mkdir(join(root, "state"), { recursive: true });
            await writeProject(root, toolchain.program);
            return await work(new Trial(root, toolchain, cloud, dirname(command.command), dirname(root)));
        } finally {
            await cloud.close();
        }
    }

    /** Installs the packages as a user would; in the program's folder, or for the workspace from its root. */
    async install(...packages: string[]): Promise<CommandResult> {
        const { manager, program } = this.toolchain;
        const wanted = [...packages, ...extraPackages[program]];
        return await this.run(addition[manager](wanted, program === "workspace"), this.root);
    }

    /** A package of the workspace gets the packages; the program itself only that package. */
    async installBehind(name: string, ...packages: string[]): Promise<CommandResult> {
        const { manager } = this.toolchain;
        const behind = addition[manager](packages, true).map((word) => (word === "app" ? name : word));
        await this.demand(behind, this.root);
        const sdk = packages.filter((wanted) => wanted.startsWith("@pulumi/"));
        return await this.run(addition[manager]([...sdk, `${name}@workspace:*`], true), this.root);
    }

    /** preview, up, no change, destroy: each must do what it says, in the cloud too. */
    async lifeOfAStack(): Promise<void> {
        await this.withProgram(async (pulumi) => {
            await pulumi("preview");
            this.expectServers(0, "the preview");
            await pulumi("up", "--yes");
            this.expectServers(1, "the up");
            await pulumi("preview", "--expect-no-changes");
            await pulumi("destroy", "--yes");
            this.expectServers(0, "the destroy");
        });
    }

    /** What the engine prints when a preview fails. */
    async failedPreview(): Promise<string> {
        return await this.withProgram((pulumi) =>
            pulumi("preview").then(
                () => {
                    throw new Error("The preview succeeded.");
                },
                (error: Error) => error.message,
            ),
        );
    }

    /** The version of a package as it was installed. */
    async installedVersion(name: string): Promise<string> {
        const directory = programDirectory(this.root, this.toolchain.program);
        const script = `console.log(require("${name}/package.json").version)`;
        return (await this.demand(["node", "-e", script], directory)).output.join("");
    }

    private async withProgram<T>(
        work: (pulumi: (...words: string[]) => Promise<unknown>) => Promise<T>,
    ): Promise<T> {
        const directory = programDirectory(this.root, this.toolchain.program);
        const host: LanguageHost = await startProgramHost(this.#environment);
        const runsProgram = (operation = "") => ["preview", "up"].includes(operation);
        const pulumi = (...words: string[]) =>
            this.demand(
                ["pulumi", "--color=never", ...words, ...(runsProgram(words[0]) ? host.flags : [])],
                directory,
            );
        try {
            await pulumi("stack", "init", "dev");
            await pulumi("config", "set", "networkId", this.cloud.region().ids.network);
            return await work(pulumi);
        } finally {
            host.close();
        }
    }

    private async run(words: string[], cwd: string): Promise<CommandResult> {
        return await runCommand(words, { cwd, env: this.#environment, seconds: 240 });
    }

    private async demand(words: string[], cwd: string): Promise<CommandResult> {
        const result = await this.run(words, cwd);
        if (result.exitCode === 0) return result;
        const said = [...result.output, ...result.reported].join("\n");
        throw new Error(`${words.join(" ")} ended with exit code ${result.exitCode}:\n${said}`);
    }

    private expectServers(count: number, after: string): void {
        const region = this.cloud.region();
        const found = count === 0 ? leftovers(region) : liveServers(region).map(({ name }) => name);
        if (found.length !== count)
            throw new Error(`After ${after} the cloud has ${found.join(", ") || "no server"}.`);
    }
}

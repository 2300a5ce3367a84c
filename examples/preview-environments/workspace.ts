import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { automation } from "@pulumi/pulumi";
import type { Backend } from "./backend";

import program = require("./index");

const run = promisify(execFile);

/** `Pulumi.pr.yaml` has what the stacks of all branches are configured with. */
const TEMPLATE = "pr";

export interface Place {
    /** Where Pulumi.yaml and Pulumi.pr.yaml are; also what loads the provider, so it must be found from here. */
    directory: string;
    command: automation.PulumiCommand;
    backend: Backend;
}

/** The project, with its stacks in the backend. */
export async function openWorkspace({ directory, command, backend }: Place) {
    const workspace = await automation.LocalWorkspace.create({
        workDir: directory,
        pulumiCommand: command,
        program,
        envVars: { PULUMI_SKIP_UPDATE_CHECK: "true", ...backend.variables },
    });
    // Selecting a stack writes to a file that all runs share, and no command here goes by it.
    workspace.selectStack = async () => {};
    return workspace;
}

/** The stack of that name, made if there is none. */
export async function makeStack(
    workspace: automation.LocalWorkspace,
    name: string,
): Promise<automation.Stack> {
    const { pulumiCommand, workDir: cwd, envVars } = workspace;
    const words = ["stack", "init", name, "--no-select", "--non-interactive"];
    try {
        await run(pulumiCommand.command, words, { cwd, env: { ...process.env, ...envVars } });
    } catch (error) {
        const { stderr = "" } = error as { stderr?: string };
        if (!/already exists|currently locked/.test(stderr)) throw new Error(stderr.trim() || String(error));
    }
    return automation.Stack.select(name, workspace);
}

/** Configures a stack like the template, and with the given values besides; keys without a colon are the project's. */
export async function configure(
    workspace: automation.Workspace,
    name: string,
    values: Record<string, string | undefined>,
): Promise<(key: string) => unknown> {
    const { name: project } = await workspace.projectSettings();
    const inFull = (key: string) => (key.includes(":") ? key : `${project}:${key}`);
    const template = await workspace.stackSettings(TEMPLATE);
    const config = { ...template.config };
    for (const [key, value] of Object.entries(values)) if (value !== undefined) config[inFull(key)] = value;
    // The salt of its secrets was written there when the stack was made.
    const before = await workspace.stackSettings(name).catch(() => ({}));
    await workspace.saveStackSettings(name, { ...before, ...template, config });
    return (key) => config[inFull(key)];
}

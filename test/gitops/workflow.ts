import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export const GITOPS = join(__dirname, "../../examples/gitops");

export interface Step {
    name?: string;
    id?: string;
    if?: string;
    uses?: string;
    run?: string;
    shell?: string;
    with?: Record<string, unknown>;
    env?: Record<string, string>;
}

export interface Workflow {
    on: Record<string, unknown>;
    permissions: Record<string, string>;
    concurrency: Record<string, unknown>;
    env: Record<string, string>;
    jobs: Record<string, { if?: string; steps: Step[] }>;
}

export const WORKFLOWS = ["preview", "deploy", "drift"] as const;

export function workflowText(name: string): string {
    return readFileSync(join(GITOPS, `.github/workflows/${name}.yml`), "utf8");
}

export function workflowOf(name: string): Workflow {
    return parse(workflowText(name));
}

export function stepsOf(workflow: Workflow): Step[] {
    return Object.values(workflow.jobs).flatMap((job) => job.steps);
}

/** What pulumi/actions runs: the Automation API's command line, but for how it shows progress. */
export function commandOf({ with: inputs = {} }: Step, stack: string): string {
    const command = String(inputs.command);
    const flags = ["refresh", "expect-no-changes", "diff"].filter((name) => inputs[name] === true);
    return [
        `pulumi ${command}`,
        ...(command === "up" ? ["--yes --skip-preview"] : []),
        ...flags.map((flag) => `--${flag}`),
        `--stack ${stack}`,
    ].join(" ");
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readCommand } from "../../examples/preview-environments/usage";
import type { Step, Workflow } from "../gitops/workflow";
import { actionlint } from "../support/actionlint";

const WORKFLOWS = join(__dirname, "../../examples/preview-environments/.github/workflows");

function textOf(name: string): string {
    return readFileSync(join(WORKFLOWS, `${name}.yml`), "utf8");
}

const pullRequest: Workflow = parse(textOf("preview-environment"));
const sweep: Workflow = parse(textOf("sweep"));

/** The command of a job's last step. */
function commandOf(steps: Step[] = []) {
    const [, words = ""] = /^npm run preview-env -- (.*)$/.exec(steps.at(-1)?.run ?? "") ?? [];
    return readCommand(words.replace(/"\$(\w+)"/g, (_, name) => (name === "NUMBER" ? "7" : name)).split(" "));
}

describe("the workflows of preview environments", () => {
    test("give a fork nothing", () => {
        expect(Object.keys(pullRequest.on)).toEqual(["pull_request"]);
        for (const job of Object.values(pullRequest.jobs))
            expect(job.if).toMatch(
                /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /,
            );
    });

    test("bring up what is opened, pushed to or labelled, and take down what is closed", () => {
        const { up, down } = pullRequest.jobs;
        expect(commandOf(up?.steps)).toMatchObject({ name: "up", branch: "BRANCH", pullRequest: 7 });
        expect(commandOf(down?.steps)).toMatchObject({ name: "down", branch: "BRANCH", pullRequest: 7 });
        expect(commandOf(sweep.jobs.sweep?.steps)).toMatchObject({ name: "sweep", remote: "origin" });
        expect(pullRequest.on.pull_request).toEqual({
            types: ["opened", "reopened", "synchronize", "labeled", "unlabeled", "closed"],
        });
    });

    test("run one at a time for each pull request, and are never cancelled for a newer one", () => {
        expect(pullRequest.concurrency).toEqual({
            group: expect.stringMatching(/^preview-environment-\$\{\{ github\.event\.number \}\}$/),
            "cancel-in-progress": false,
        });
        expect(sweep.concurrency).toEqual({ group: "sweep", "cancel-in-progress": false });
    });

    test.each([
        ["preview-environment", pullRequest],
        ["sweep", sweep],
    ])(
        "%s has its credentials of the repository's secrets or of ESC, and no name of a branch in a script",
        (_, workflow) => {
            const secret = Object.entries(workflow.env).filter(([key]) =>
                /PASSWORD|PASSPHRASE|TOKEN|KEY|^NHN/.test(key),
            );
            expect(secret).toHaveLength(7);
            for (const [key, value] of secret) expect(value).toBe(`\${{ secrets.${key} }}`);
            for (const { steps } of Object.values(workflow.jobs)) {
                const esc = steps.filter(({ uses }) =>
                    /^pulumi\/(auth-actions|esc-action)@/.test(uses ?? ""),
                );
                expect(esc.map((step) => step.if)).toEqual(Array(2).fill("vars.ESC_ENVIRONMENT != ''"));
                for (const { run = "" } of steps) expect(run).not.toContain("${{");
            }
        },
    );
});

describe("actionlint", () => {
    const directory = mkdtempSync(join(tmpdir(), "workflows-"));
    afterAll(() => rmSync(directory, { recursive: true }));

    test("finds nothing in the workflows", () => {
        expect(actionlint(join(WORKFLOWS, "*.yml"))).toContain("All workflow files passed lint checks");
    });

    test("finds an expression that is misspelt", () => {
        const file = join(directory, "sweep.yml");
        writeFileSync(file, textOf("sweep").replace("vars.ESC_ENVIRONMENT", "secret.ESC"));
        expect(actionlint(file)).toContain('undefined variable "secret"');
    });
});

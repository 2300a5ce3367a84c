import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actionlint } from "../support/actionlint";
import { GITOPS, stepsOf, WORKFLOWS, workflowOf, workflowText } from "./workflow";

/** The inputs of pulumi/actions v7, from its action.yml: actionlint does not know this version. */
const INPUTS = new Set(
    `command stack-name pulumi-version pulumi-version-file work-dir comment-on-pr comment-on-pr-number
    comment-on-summary github-token cloud-url secrets-provider parallel message config-map expect-no-changes diff
    replace exclude exclude-dependents target target-dependents policyPacks policyPackConfigs refresh upsert remove
    edit-pr-comment color exclude-protected plan suppress-outputs suppress-progress always-include-summary
    continue-on-error log-verbosity log-flow debug`.split(/\s+/),
);

describe.each(WORKFLOWS)("the workflow %s", (name) => {
    const workflow = workflowOf(name);
    const steps = stepsOf(workflow);

    test("gives pulumi/actions v7 only inputs that it has", () => {
        const used = steps.filter(({ uses }) => uses?.startsWith("pulumi/actions@"));
        expect(used.map(({ uses }) => uses)).toEqual(["pulumi/actions@v7"]);
        const inputs = used.flatMap((step) => Object.keys(step.with ?? {}));
        expect(inputs.filter((input) => !INPUTS.has(input))).toEqual([]);
    });

    test("is one of a group whose runs are never cancelled for a newer one", () => {
        expect(workflow.concurrency).toEqual({
            group: expect.stringMatching(new RegExp(`^${name}`)),
            "cancel-in-progress": false,
        });
    });

    test("goes up in one wave, with credentials of the repository's secrets or of ESC", () => {
        expect(workflow.env.PULUMI_PARALLEL).toBe("50");
        const credentials = Object.entries(workflow.env).filter(([key]) =>
            /PASSWORD|PASSPHRASE|TOKEN|KEY|^NHN/.test(key),
        );
        expect(credentials).toHaveLength(7);
        for (const [key, value] of credentials) expect(value).toBe(`\${{ secrets.${key} }}`);
        const esc = steps.filter(({ uses }) => /^pulumi\/(auth-actions|esc-action)@/.test(uses ?? ""));
        expect(esc.map((step) => step.if)).toEqual(Array(2).fill("vars.ESC_ENVIRONMENT != ''"));
        expect(workflow.permissions["id-token"]).toBe("write");
    });

    test("says on GitHub that it failed", () => {
        const last = steps.at(-1);
        expect(last?.if).toMatch(/^failure\(\)/);
        expect(last?.run).toMatch(/^ *gh (api --method POST|issue create)/m);
        expect(last?.run).not.toContain("${{");
    });
});

test("a pull request from a fork gets nothing", () => {
    const workflow = workflowOf("preview");
    expect(Object.keys(workflow.on)).toEqual(["pull_request"]);
    expect(Object.values(workflow.jobs).map((job) => job.if)).toEqual([
        "github.event.pull_request.head.repo.full_name == github.repository",
    ]);
});

describe("a preview that fails", () => {
    const workflow = workflowOf("preview");
    const { STACK } = workflow.env;

    /** What the step asks of GitHub where these comments are found. */
    function asked(found: string): string {
        const github = `gh() { case "$*" in *--paginate*) printf '${found}' ;; *) echo "gh $*" ;; esac }`;
        const script = `${github}\n${stepsOf(workflow).at(-1)?.run}`;
        const env = { STACK, NUMBER: "7", GITHUB_REPOSITORY: "us/servers", RUN_URL: "https://example.com/9" };
        return execFileSync("bash", ["--norc", "-ec", script], {
            encoding: "utf8",
            env: { PATH: process.env.PATH, ...env },
        });
    }

    test("says so under the heading by which pulumi/actions finds its own comment", () => {
        expect(asked("")).toBe(
            "gh api --method POST repos/us/servers/issues/7/comments --raw-field " +
                `body=#### :tropical_drink: \`preview\` on gitops/${STACK}\n\n` +
                "It failed: [the log tells why](https://example.com/9).\n",
        );
    });

    test("edits the comment that is there", () => {
        expect(asked("41\\n42\\n")).toMatch(
            /^gh api --method PATCH repos\/us\/servers\/issues\/comments\/41 /,
        );
    });
});

describe("actionlint", () => {
    const directory = mkdtempSync(join(tmpdir(), "workflows-"));
    afterAll(() => rmSync(directory, { recursive: true }));

    test("finds nothing in the workflows", () => {
        expect(actionlint(join(GITOPS, ".github/workflows/*.yml"))).toContain(
            "All workflow files passed lint checks",
        );
    });

    test("finds an expression that is misspelt", () => {
        const file = join(directory, "deploy.yml");
        writeFileSync(file, workflowText("deploy").replace("github.sha", "github.hash"));
        expect(actionlint(file)).toContain('property "hash" is not defined');
    });
});

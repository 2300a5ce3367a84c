import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { leftovers, liveServers, unknownRequests } from "../../demo/cloudState";
import { type Cloud, startCloud } from "../../emulator";
import { type Command, commandsOf, missingIn } from "../gitops/readme";
import { type Ending, openTerminal, type Terminal } from "../gitops/terminal";
import { commandOf, GITOPS, stepsOf, workflowOf } from "../gitops/workflow";
import { STORY_TIMEOUT } from "./scene";

const README = join(GITOPS, "README.md");
const [repository, deploy, change, nextDeploy, revert, check, cleanUp] = commandsOf(README);

describe("README of gitops, typed into a shell, and the nightly check", () => {
    let cloud: Cloud;
    let terminal: Terminal;

    jest.setTimeout(STORY_TIMEOUT);
    beforeAll(async () => {
        cloud = await startCloud({ seconds: { build: 0, delete: 0 } });
        terminal = await openTerminal(cloud.environment());
        symlinkSync(join(GITOPS, ".."), join(terminal.directory, "examples"));
    });
    afterEach(() => expect(unknownRequests(cloud)).toEqual([]));
    afterAll(async () => {
        await terminal?.close();
        await cloud?.close();
    });

    /** Runs what README tells to type; what comes back must be what it says. */
    async function type(command: Command | undefined): Promise<void> {
        const { commands, output } = command as Command;
        const ending = await terminal.run(commands);
        expect({ ...ending, missing: missingIn(ending.output, output) }).toMatchObject({
            code: 0,
            missing: undefined,
        });
    }

    const servers = () => liveServers(cloud.region());
    const releases = () => servers().map(({ metadata }) => metadata.release);

    test("the stack is made in the repository, and nothing in the cloud", async () => {
        await type(repository);
        expect(cloud.requests).toEqual([]);
    });

    test("a checkout deploys two servers", async () => {
        await type(deploy);
        expect(releases()).toEqual(["1", "1"]);
    });

    test("a branch's preview shows its diff and changes nothing", async () => {
        await type(change);
        expect(releases()).toEqual(["1", "1"]);
    });

    test("another checkout, of what was merged, replaces the servers and adds one", async () => {
        const before = servers().map(({ id }) => id);
        await type(nextDeploy);
        expect(releases()).toEqual(["2", "2", "2"]);
        expect(servers().filter(({ id }) => before.includes(id))).toEqual([]);
    });

    test("a commit that is taken back takes the servers back", async () => {
        await type(revert);
        expect(releases()).toEqual(["1", "1"]);
    });

    test("the nightly check finds nothing", async () => {
        await type(check);
    });

    describe("when somebody has stopped a server", () => {
        const workflow = workflowOf("drift");
        const steps = stepsOf(workflow);
        const variables = `export STACK=${workflow.env.STACK} RUN_URL=https://example.com/runs/7`;
        let compared: Ending;

        beforeAll(async () => {
            cloud.region().setStatus(servers()[0]?.id ?? "", "SHUTOFF");
            const { run, shell } = steps.find(({ id }) => id === "check") ?? {};
            // What GitHub makes of a shell that is named.
            const pipefail = shell === "bash" ? "set -o pipefail\n" : "";
            compared = await terminal.run(`${variables}\n${pipefail}${run}`);
        });

        /** What the step asks of GitHub, whose command line is not ours to run here. */
        async function ask(openIssue: string): Promise<string[]> {
            await terminal.install(
                "gh",
                `case "$*" in *"issue list"*) echo ${openIssue} ;; *) echo "gh $*" ;; esac`,
            );
            const { output } = await terminal.run(`${variables}\n${steps.at(-1)?.run}`);
            return output.split("\n").filter((line) => line.startsWith("gh "));
        }

        test("the check fails with the difference", () => {
            expect(compared.code).not.toBe(0);
            expect(compared.output).toMatch(/~ powerState +: "stopped" => "active"/);
            expect(compared.output).toContain("no changes were expected");
        });

        test("an issue is opened that quotes it", async () => {
            expect(await ask("")).toEqual([
                expect.stringMatching(/^gh label create drift --force /),
                "gh issue create --title Drift in organization/gitops/production --label drift --body-file issue.md",
            ]);
            const { output } = await terminal.run("cat issue.md");
            expect(output).toContain("(https://example.com/runs/7)");
            expect(output).toContain(compared.output.trim());
        });

        test("the issue that is open already gets a comment instead", async () => {
            expect(await ask("41")).toEqual(["gh issue comment 41 --body-file issue.md"]);
        });
    });

    test("the clean-up leaves nothing in the cloud", async () => {
        await type(cleanUp);
        expect(leftovers(cloud.region())).toEqual([]);
    });

    test.each(["preview", "deploy"])("the workflow %s runs a command that README does", (name) => {
        const step = stepsOf(workflowOf(name)).find((each) => each.with?.command !== undefined);
        expect(readFileSync(README, "utf8")).toContain(`\n${commandOf(step ?? {}, "production")}\n`);
    });
});

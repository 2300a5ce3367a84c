import type { AxiosAdapter } from "axios";
import { doctor } from "../../provider/src/cli/doctor";
import type { Finding } from "../../provider/src/cli/finding";
import { hasColours, lineOf } from "../../provider/src/cli/report";
import type { Surroundings } from "../../provider/src/cli/surroundings";
import { startWorld, type World } from "../support/world";

const machine: Surroundings = {
    nodeVersion: "22.1.0",
    processors: 8,
    folder: "/program",
    pulumi: async (word) => {
        if (word === "version") return "v3.250.0\n";
        throw new Error("no stack is selected");
    },
    read: async () => "",
    packageVersion: () => "1.2.3",
};

async function findingsOf(world: World, changes: Partial<Surroundings> = {}, stack?: string) {
    const checks = doctor({ ...machine, ...changes }, world.platform(), stack);
    const findings: Finding[] = [];
    const collect = async () => {
        for await (const finding of checks) findings.push(finding);
    };
    await world.clock.run(collect());
    return findings;
}

const linesOf = (findings: Finding[]) => findings.map((finding) => lineOf(finding, false).trimEnd());
const about = (findings: Finding[], check: string) => findings.find((finding) => finding.check === check);

describe("the doctor", () => {
    let world: World | undefined;
    const start = async (...options: Parameters<typeof startWorld>) => {
        world = await startWorld(...options);
        return world;
    };
    afterEach(() => world?.close());

    test("has a line for whatever a run needs, and changes nothing", async () => {
        const { calls } = await start();
        const lines = linesOf(await findingsOf(world as World));
        expect(lines).toEqual([
            "✓ Node.js: 22.1.0",
            "✓ Pulumi engine: 3.250.0",
            "✓ Packages: pulumi-nhncloud 1.2.3, @pulumi/pulumi 1.2.3",
            "✓ Parallel: 32 resources at a time",
            "✓ Configuration: v2.0, from the environment alone: no stack is selected",
            expect.stringMatching(/^✓ Login: project \w+, \d+ ms$/),
            expect.stringMatching(/Clock: \d+ s /),
            expect.stringMatching(/^✓ compute in KR1: 127\.0\.0\.1:\d+, \d+ flavors$/),
            expect.stringMatching(/^✓ image in KR1: 127\.0\.0\.1:\d+, \d+ public images$/),
            expect.stringMatching(/^✓ blockStorage in KR1: 127\.0\.0\.1:\d+, 0 volumes$/),
            expect.stringMatching(/^✓ network in KR1: 127\.0\.0\.1:\d+, \d+ networks$/),
            expect.stringMatching(/^✓ Quota: 0 of \d+ servers, 0 of \d+ vCPUs, 0 of \d+ MB of memory$/),
        ]);
        expect(calls().filter((call) => !call.startsWith("GET "))).toEqual([]);
    });

    test("says what the machine lacks, and what to do", async () => {
        const findings = await findingsOf(await start(), {
            nodeVersion: "18.20.0",
            processors: 2,
            pulumi: async () => {
                throw new Error("ENOENT");
            },
            packageVersion: (name) => (name === "pulumi-nhncloud" ? undefined : "3.248.0"),
        });
        expect(linesOf(findings.slice(0, 4))).toEqual([
            "✗ Node.js: 18.20.0 is older than 20.19.0\n  Install Node.js 20.19.0 or newer.",
            "✗ Pulumi engine: pulumi cannot be run\n  Install Pulumi 3.216.0 or newer: https://www.pulumi.com/docs/install/",
            '! Packages: pulumi-nhncloud cannot be loaded from /program, where the plugin looks\n  In the program\'s folder, run "npm install pulumi-nhncloud @pulumi/pulumi".',
            "! Parallel: 8 resources at a time, so that 50 servers take 7 rounds\n  export PULUMI_PARALLEL=100, since resources mostly wait.",
        ]);
    });

    test("reads the configuration of a stack, whose password it does not print", async () => {
        const asked: string[][] = [];
        const findings = await findingsOf(
            await start({ environment: { NHNCLOUD_REGION: "" } }),
            {
                pulumi: async (...words) => {
                    asked.push(words);
                    if (words[0] === "version") return "3.250.0";
                    return JSON.stringify({
                        "nhncloud:region": { value: "KR2" },
                        "nhncloud:password": { value: "canary" },
                    });
                },
            },
            "dev",
        );
        expect(asked).toContainEqual(["config", "--json", "--show-secrets", "--stack", "dev"]);
        expect(about(findings, "compute in KR2")?.status).toBe("ok");
        expect(JSON.stringify(findings)).not.toContain("canary");
    });

    test("stops where a configuration is missing, with the commands that set it", async () => {
        const findings = await findingsOf(await start({ environment: { NHNCLOUD_PASSWORD: "" } }));
        expect(about(findings, "Configuration")).toEqual({
            check: "Configuration",
            status: "failed",
            detail: "nhncloud:password is required",
            remedy: 'Run "pulumi config set --secret nhncloud:password", or export NHNCLOUD_PASSWORD.',
        });
        expect(findings.at(-1)).toEqual({
            check: "Cloud",
            status: "skipped",
            detail: "the other checks need a configuration",
        });
    });

    test("stops where the login is refused", async () => {
        const findings = await findingsOf(await start({ environment: { NHNCLOUD_PASSWORD: "wrong" } }));
        expect(about(findings, "Login")).toMatchObject({
            status: "failed",
            remedy: expect.stringContaining("the API password, not the console password"),
        });
        expect(findings.at(-1)?.detail).toBe("the other checks need a login");
    });

    test("names the regions that there are", async () => {
        const findings = await findingsOf(await start({ environment: { NHNCLOUD_REGION: "KR9" } }));
        expect(about(findings, "compute in KR9")?.detail).toBe(
            'the service catalog has no "compute" service in region "KR9", only in KR1, KR2: run "pulumi config set nhncloud:region REGION" or "pulumi config set nhncloud:computeUrl URL"',
        );
    });

    test("measures the clock against the cloud's", async () => {
        const network =
            (date: string) =>
            (adapter: AxiosAdapter): AxiosAdapter =>
            async (config) => {
                const response = await adapter(config);
                response.headers.date = date;
                return response;
            };
        const findings = await findingsOf(await start({ network: network("Wed, 31 Dec 2025 23:55:00 GMT") }));
        expect(about(findings, "Clock")).toEqual({
            check: "Clock",
            status: "warning",
            detail: "300 s ahead of the cloud's",
            remedy: "Synchronize this machine's clock, for example with timedatectl set-ntp true.",
        });
    });
});

test("only colours a terminal that wants it", () => {
    const terminal = { write: () => {}, isTTY: true };
    expect(hasColours(terminal, {})).toBe(true);
    expect(hasColours(terminal, { NO_COLOR: "1" })).toBe(false);
    expect(hasColours({ write: () => {} }, {})).toBe(false);
    expect(lineOf({ check: "Login", status: "ok", detail: "project p1" }, true)).toBe(
        "\u001b[32m✓\u001b[0m Login: project p1\n",
    );
});

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AxiosAdapter, CanceledError } from "axios";
import { doctor } from "../../provider/src/cli/doctor";
import { doctorCommand } from "../../provider/src/cli/doctorCommand";
import type { Finding } from "../../provider/src/cli/finding";
import { fromTerraformCommand } from "../../provider/src/cli/fromTerraformCommand";
import { orphansCommand } from "../../provider/src/cli/orphansCommand";
import { hasColours, lineOf } from "../../provider/src/cli/report";
import type { Surroundings } from "../../provider/src/cli/surroundings";
import { machine, runCommand } from "../support/command";
import { startWorld, type World } from "../support/world";

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
            expect.stringMatching(/^✓ Login: project \w+, 0 ms$/),
            expect.stringMatching(/^[✓!] Clock: \d+ s /),
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

    test.each<[string, Partial<Surroundings>, Finding]>([
        [
            "the oldest that will do",
            { nodeVersion: "20.19.0" },
            { check: "Node.js", status: "ok", detail: "20.19.0" },
        ],
        [
            "an engine that is too old",
            { pulumi: async () => "v3.99.0\n" },
            {
                check: "Pulumi engine",
                status: "failed",
                detail: "3.99.0 is older than 3.216.0",
                remedy: "Install Pulumi 3.216.0 or newer: https://www.pulumi.com/docs/install/",
            },
        ],
        [
            "an engine of a branch",
            { pulumi: async () => "3.1000.0-dev.1\n" },
            { check: "Pulumi engine", status: "ok", detail: "3.1000.0-dev.1" },
        ],
        [
            "neither package",
            { packageVersion: () => undefined },
            {
                check: "Packages",
                status: "warning",
                detail: "pulumi-nhncloud and @pulumi/pulumi cannot be loaded from /program, where the plugin looks",
                remedy: 'In the program\'s folder, run "npm install pulumi-nhncloud @pulumi/pulumi".',
            },
        ],
    ])("knows a machine with %s", async (_, changes, finding) => {
        expect(await findingsOf(await start(), changes)).toContainEqual(finding);
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
        expect(about(findings, "Configuration")?.detail).toBe(
            "v2.0, from the stack's configuration and the environment",
        );
        expect(about(findings, "compute in KR2")?.status).toBe("ok");
        expect(JSON.stringify(findings)).not.toContain("canary");
    });

    test("asks for the selected stack unless it is told which, and that one must be there", async () => {
        const asked: string[][] = [];
        const pulumi = async (...words: string[]) => {
            asked.push(words);
            throw new Error("no stack named 'gone' found");
        };
        await findingsOf(await start(), { pulumi });
        expect(asked).toEqual([["version"], ["config", "--json", "--show-secrets"]]);
        const findings = await findingsOf(world as World, { pulumi }, "gone");
        expect(about(findings, "Configuration")).toEqual({
            check: "Configuration",
            status: "failed",
            detail: "no stack named 'gone' found",
        });
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
        expect(findings.at(-1)).toEqual({
            check: "Cloud",
            status: "skipped",
            detail: "the other checks need a login",
        });
    });

    test("names the regions that there are", async () => {
        const findings = await findingsOf(await start({ environment: { NHNCLOUD_REGION: "KR9" } }));
        const without = (service: string, key: string) =>
            `the service catalog has no "${service}" service in region "KR9", only in KR1, KR2: run "pulumi config set nhncloud:region REGION" or "pulumi config set nhncloud:${key} URL"`;
        expect(findings.filter(({ check }) => check.endsWith("in KR9"))).toEqual([
            {
                check: "compute in KR9",
                status: "failed",
                detail: without("compute", "computeUrl"),
                remedy: "Set nhncloud:region, or nhncloud:computeUrl.",
            },
            {
                check: "image in KR9",
                status: "failed",
                detail: without("image", "imageUrl"),
                remedy: "Set nhncloud:region, or nhncloud:imageUrl.",
            },
            {
                check: "blockStorage in KR9",
                status: "warning",
                detail: without("volumev3", "blockStorageUrl"),
                remedy: "Without it, volumes are checked by their attachments alone.",
            },
            {
                check: "network in KR9",
                status: "failed",
                detail: without("network", "networkUrl"),
                remedy: "Set nhncloud:region, or nhncloud:networkUrl.",
            },
        ]);
    });

    test("says which lists are empty, but for that of volumes, and counts public images alone", async () => {
        const { cloud } = await start();
        const region = cloud.region();
        const [image] = region.images.values();
        for (const list of [region.flavors, region.networks, region.images]) list.clear();
        if (image) region.images.set(image.id, { ...image, visibility: "private" });
        const { host } = new URL(cloud.url);
        const empty = (check: string, noun: string) => ({
            check: `${check} in KR1`,
            status: "warning",
            detail: `${host} has no ${noun}`,
            remedy: "Check nhncloud:tenantId and nhncloud:region.",
        });
        const findings = await findingsOf(world as World);
        expect(findings.filter(({ check }) => check.endsWith("in KR1"))).toEqual([
            empty("compute", "flavors"),
            empty("image", "public images"),
            { check: "blockStorage in KR1", status: "ok", detail: `${host}, 0 volumes` },
            empty("network", "networks"),
        ]);
    });

    test("goes on where a service refuses or does not answer", async () => {
        const network =
            (adapter: AxiosAdapter): AxiosAdapter =>
            async (config) => {
                if (!String(config.url).includes("images")) return await adapter(config);
                await once(config.signal as AbortSignal, "abort");
                throw new CanceledError();
            };
        const { cloud, clock } = await start({ network });
        const began = clock.now();
        cloud.faults.add({ path: /flavors/, kind: "respond", status: 403 });
        const findings = await findingsOf(world as World);
        expect(about(findings, "compute in KR1")).toMatchObject({
            status: "failed",
            detail: expect.stringContaining("HTTP 403"),
            remedy: "Ask for a role in the project that permits it.",
        });
        expect(about(findings, "image in KR1")).toMatchObject({
            status: "failed",
            detail: expect.stringMatching(/^127\.0\.0\.1:\d+ did not respond: ETIMEDOUT /),
        });
        expect(clock.now() - began).toBe(30_000);
        expect(about(findings, "network in KR1")?.status).toBe("ok");
    });

    /** Answers in another way than the local cloud. */
    const answering =
        (change: (response: { url: string; headers: Record<string, unknown>; data: unknown }) => void) =>
        (adapter: AxiosAdapter): AxiosAdapter =>
        async (config) => {
            const response = await adapter(config);
            const changed = { url: String(config.url), headers: response.headers, data: response.data };
            change(changed);
            return { ...response, data: changed.data };
        };

    test.each<[string, string | undefined, Omit<Finding, "check">]>([
        [
            "ahead",
            "Wed, 31 Dec 2025 23:55:00 GMT",
            {
                status: "warning",
                detail: "300 s ahead of the cloud's",
                remedy: "Synchronize this machine's clock, for example with timedatectl set-ntp true.",
            },
        ],
        [
            "behind",
            "Thu, 01 Jan 2026 00:01:01 GMT",
            {
                status: "warning",
                detail: "61 s behind the cloud's",
                remedy: "Synchronize this machine's clock, for example with timedatectl set-ntp true.",
            },
        ],
        ["close", "Thu, 01 Jan 2026 00:01:00 GMT", { status: "ok", detail: "60 s from the cloud's" }],
        ["unknown", undefined, { status: "skipped", detail: "the cloud does not tell its time" }],
        ["unreadable", "soon", { status: "skipped", detail: "the cloud does not tell its time" }],
    ])("measures the clock against the cloud's: %s", async (_, date, finding) => {
        const network = answering(({ headers }) => {
            headers.date = date;
        });
        const findings = await findingsOf(await start({ network }));
        expect(about(findings, "Clock")).toEqual({ check: "Clock", ...finding });
    });

    const unreadable: Omit<Finding, "check"> = {
        status: "failed",
        detail: expect.stringMatching(
            /^the response cannot be read: it lacks the expected fields \(HTTP 200, /,
        ),
        remedy: "Check for a proxy in front of the cloud, then run pulumi up again.",
    };

    test.each<[string, unknown, Omit<Finding, "check">]>([
        [
            "without a limit",
            {
                absolute: {
                    maxTotalInstances: -1,
                    totalInstancesUsed: 3,
                    maxTotalCores: 8,
                    totalCoresUsed: 7,
                },
            },
            { status: "ok", detail: "3 of unlimited servers, 7 of 8 vCPUs" },
        ],
        [
            "that is used up",
            {
                absolute: {
                    maxTotalInstances: 0,
                    totalInstancesUsed: 0,
                    maxTotalRAMSize: 2048,
                    totalRAMUsed: 1024,
                },
            },
            {
                status: "warning",
                detail: "0 of 0 servers, 1024 of 2048 MB of memory",
                remedy: "Delete unused resources, or request a higher quota.",
            },
        ],
        [
            "of which only half is told",
            { absolute: { maxTotalInstances: 10, totalCoresUsed: 4 } },
            { status: "skipped", detail: "the cloud does not tell it" },
        ],
        ["that is not there", {}, unreadable],
        ["that is no number", { absolute: { maxTotalInstances: "ten", totalInstancesUsed: 1 } }, unreadable],
    ])("tells a quota %s", async (_, limits, finding) => {
        const network = answering((response) => {
            if (response.url.endsWith("/limits")) response.data = JSON.stringify({ limits });
        });
        const findings = await findingsOf(await start({ network }));
        expect(about(findings, "Quota")).toEqual({ check: "Quota", ...finding });
    });

    test.each([
        [404, "skipped", "the cloud does not tell it"],
        [403, "skipped", "the cloud does not tell it"],
        [400, "failed", expect.stringMatching(/^Injected fault \(HTTP 400, /)],
    ])("goes on where the quota is answered with %j", async (status, outcome, detail) => {
        const { cloud } = await start();
        cloud.faults.add({ path: /limits/, kind: "respond", status });
        const findings = await findingsOf(world as World);
        expect(about(findings, "Quota")).toMatchObject({ status: outcome, detail });
    });

    test("does not know the project of a token that is given without it", async () => {
        const { cloud } = await start();
        const { NHNCLOUD_TOKEN, NHNCLOUD_COMPUTE_URL, NHNCLOUD_REGION } = cloud.environment("token");
        const findings: Finding[] = [];
        const environment = { NHNCLOUD_TOKEN, NHNCLOUD_COMPUTE_URL, NHNCLOUD_REGION };
        const platform = { ...(world as World).platform(), environment };
        const collect = async () => {
            for await (const finding of doctor(machine, platform, undefined)) findings.push(finding);
        };
        await (world as World).clock.run(collect());
        expect(about(findings, "Login")?.detail).toBe("project unknown, 0 ms");
    });

    test("prints a line for each finding, and ends with 1 only where something failed", async () => {
        await start();
        const lines = linesOf(await findingsOf(world as World));
        const { code, out, errors } = await runCommand(doctorCommand, [], { world: world as World });
        expect({ code, lines: out.trimEnd().split("\n"), errors }).toEqual({ code: 0, lines, errors: "" });
        const old = { nodeVersion: "18.20.0" };
        const failing = await runCommand(doctorCommand, [], { world: world as World, surroundings: old });
        expect(failing.code).toBe(1);
        expect(failing.out).toMatch(/^✗ Node.js: 18.20.0 is older than 20.19.0\n {2}Install Node.js/);
    });

    test("prints the same as a list for programs", async () => {
        await start();
        const findings = await findingsOf(world as World);
        const { code, out } = await runCommand(doctorCommand, ["--json"], { world: world as World });
        expect(code).toBe(0);
        expect(out).toBe(`${JSON.stringify(findings, undefined, 4)}\n`);
    });

    test("says on a terminal what takes long", async () => {
        await start();
        const pulumi = async () => {
            await (world as World).clock.sleep(3000);
            return "3.250.0";
        };
        const { errors, out } = await runCommand(doctorCommand, [], {
            world: world as World,
            surroundings: { ...machine, pulumi },
            isTTY: true,
        });
        expect(errors.split("Checking …\r\u001b[K")).toHaveLength(3);
        expect(out).toContain("\u001b[32m✓\u001b[0m Node.js: 22.1.0\n");
    });

    test("takes the name of a stack", async () => {
        await start();
        const asked: string[][] = [];
        const pulumi = async (...words: string[]) => {
            asked.push(words);
            return words[0] === "version" ? "3.250.0" : "{}";
        };
        await runCommand(doctorCommand, ["--stack", "dev"], {
            world: world as World,
            surroundings: { pulumi },
        });
        expect(asked.at(-1)).toEqual(["config", "--json", "--show-secrets", "--stack", "dev"]);
    });
});

test.each([
    ["doctor", doctorCommand],
    ["orphans", orphansCommand],
    ["from-terraform", fromTerraformCommand],
])("the help of %s has the options of its page, and the exit codes", (name, { help }) => {
    const page = readFileSync(
        join(__dirname, "../../docs", name === "from-terraform" ? "coming-from-terraform.md" : `${name}.md`),
        "utf8",
    );
    const options = [...page.matchAll(/^\| `(--.*?)` \|/gm)].map(([, option]) => option);
    expect(options.length).toBeGreaterThan(0);
    expect([...help.matchAll(/^ {2}(--.*?) {2,}/gm)].map(([, option]) => option)).toEqual(options);
    expect(help).toMatch(new RegExp(`^pulumi-nhncloud ${name} `));
    expect(help).toMatch(/^Exit code: 0 .*, 1 .*, 2 .*\.$/m);
});

test("only colours a terminal that wants it", () => {
    const terminal = { write: () => {}, isTTY: true };
    expect(hasColours(terminal, {})).toBe(true);
    expect(hasColours(terminal, { NO_COLOR: "1" })).toBe(false);
    expect(hasColours(terminal, { TERM: "dumb" })).toBe(false);
    expect(hasColours({ write: () => {} }, {})).toBe(false);
    expect(lineOf({ check: "Login", status: "ok", detail: "project p1" }, true)).toBe(
        "\u001b[32m✓\u001b[0m Login: project p1\n",
    );
});

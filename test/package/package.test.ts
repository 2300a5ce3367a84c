import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Cloud, startCloud } from "../../emulator";

const root = join(__dirname, "../..");

const layers: {
    forbidden: { name: string; from: { path?: string } }[];
} = require("../../.dependency-cruiser.cjs");

/** What a program may load, as lint has it. */
const programSide = new RegExp(
    layers.forbidden.find(({ name }) => name === "a program loads none of the plugin's code")?.from.path ??
        "",
);

/** Packs the package as npm would publish it, and unpacks it beside a program. */
function install(): string {
    mkdirSync(join(root, ".work"), { recursive: true });
    const folder = mkdtempSync(join(root, ".work", "package-"));
    const installed = join(folder, "node_modules", "pulumi-nhncloud");
    mkdirSync(installed, { recursive: true });
    const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
        cwd: join(root, "provider"),
        encoding: "utf8",
    });
    execFileSync("tar", ["-xzf", join(folder, packed.trim()), "--strip-components=1", "-C", installed]);
    return folder;
}

describe("the published package", () => {
    let folder: string;
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const run = (file: string, program: string) => {
        writeFileSync(join(folder, file), program);
        return execFileSync(process.execPath, [join(folder, file)], { encoding: "utf8" }).trim();
    };
    const resources = [
        "FloatingIp",
        "Keypair",
        "PlacementPolicy",
        "Provider",
        "Readiness",
        "SecurityGroupAssignment",
        "Server",
        "ServerFleet",
        "ServerImage",
        "Volume",
        "VolumeAttachment",
    ];
    const functions = [
        "getAvailabilityZones",
        "getFlavor",
        "getFlavors",
        "getFloatingIps",
        "getImage",
        "getImages",
        "getKeypair",
        "getKeypairs",
        "getNetwork",
        "getNetworks",
        "getSecurityGroup",
        "getSecurityGroups",
        "getServer",
        "getServers",
        "getSubnet",
        "getSubnets",
        "getVolume",
        "getVolumeAttachments",
        "getVolumeTypes",
        "getVolumes",
    ];
    const names = [...resources, ...functions.flatMap((name) => [name, `${name}Output`])].sort().join();

    /** The value of an expression in a CommonJS program, and the files that were loaded for it. */
    const evaluated = (file: string, expression: string): { value: unknown; files: string[] } =>
        JSON.parse(
            run(
                file,
                `const value = ${expression}; console.log(JSON.stringify({ value, files: Object.keys(require.cache) }))`,
            ),
        );
    let program: ReturnType<typeof evaluated>;
    let runtime: ReturnType<typeof evaluated>;
    beforeAll(() => {
        folder = install();
        program = evaluated("program.cjs", 'Object.keys(require("pulumi-nhncloud")).sort().join()');
        const kinds = JSON.stringify(resources.filter((name) => name !== "Provider"));
        const isThere = '(kind) => typeof require("pulumi-nhncloud/runtime").v1(kind).create === "function"';
        runtime = evaluated("runtime.cjs", `${kinds}.every(${isThere})`);
    });

    test("loads in a CommonJS program", () => {
        expect(program.value).toBe(names);
    });

    test("loads in an ES module", () => {
        const program = `import { ${names} } from "pulumi-nhncloud"; console.log([${names}].every((type) => typeof type === "function"));`;
        expect(run("program.mjs", program)).toBe("true");
    });

    test("brings no HTTP client into the user's program", () => {
        expect(program.files.filter((file) => /node_modules.(axios|p-retry)/.test(file))).toEqual([]);
    });

    test("loads nothing of the plugin's side in the user's program", () => {
        const files = program.files.filter((file) => /pulumi-nhncloud.dist/.test(file));
        expect(files.length).toBeGreaterThan(0);
        const others = files
            .map((file) => file.replace(/.*\/dist\/(.*)\.js$/, "provider/src/$1.ts"))
            .filter((file) => !programSide.test(file));
        expect(others).toEqual([]);
        expect(files.length).toBeLessThanOrEqual(40);
    });

    test("loads the HTTP client only for the first request, and what observes a run only where that is asked for", () => {
        const lazy = /node_modules.(axios|@opentelemetry.(sdk|exporter))|dist.observers.(summary|spans)/;
        expect(runtime.files.filter((file) => lazy.test(file))).toEqual([]);
        expect(runtime.files.some((file) => /dist.observers/.test(file))).toBe(true);
    });

    test("reaches the cloud's code from a look-up", () => {
        const program =
            'require("pulumi-nhncloud").getFlavor({ name: 1 }).catch((error) => console.log(error.message))';
        expect(run("lookUp.cjs", program)).toBe("getFlavor has a problem: name must be a string, got 1.");
    });

    test("has the runtime behind the pointer that states hold", () => {
        expect(runtime.value).toBe(true);
    });

    test("has a command that can be run as it is", () => {
        const command = join(folder, "node_modules", "pulumi-nhncloud", "pulumi-nhncloud");
        expect(execFileSync(command, ["--help"], { encoding: "utf8" })).toMatch(/^pulumi-nhncloud doctor/);
    });

    test("has its source, to which its source maps point, what the engine needs of the plugin, and nothing of the project around it", () => {
        const installed = join(folder, "node_modules", "pulumi-nhncloud");
        const files = readdirSync(installed, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => relative(installed, join(entry.parentPath, entry.name)));
        const others = files.filter((file) => !/^(src|dist)[/]/.test(file));
        expect(others.sort()).toEqual([
            "CHANGELOG.md",
            "LICENSE",
            "README.md",
            "package.json",
            "pulumi-nhncloud",
            "pulumi-resource-nhncloud",
            "pulumi-resource-nhncloud.cmd",
            "schema.json",
        ]);
        const sources = files
            .filter((file) => file.endsWith(".map"))
            .flatMap((file) => {
                const { sources }: { sources: string[] } = JSON.parse(
                    readFileSync(join(installed, file), "utf8"),
                );
                return sources.map((source) => join(dirname(file), source));
            });
        expect(sources.length).toBeGreaterThan(0);
        expect(sources.filter((source) => !files.includes(source))).toEqual([]);
    });

    describe("npx pulumi-nhncloud", () => {
        let cloud: Cloud;
        let bin: string;
        beforeAll(async () => {
            cloud = await startCloud();
            const installed = join(folder, "node_modules", "pulumi-nhncloud");
            bin = join(installed, require(join(installed, "package.json")).bin["pulumi-nhncloud"]);
            mkdirSync(join(folder, "bin"));
            // The real engine takes a second to tell its version.
            const engine = '#!/bin/sh\n[ "$1" = version ] && echo v3.250.0\n';
            writeFileSync(join(folder, "bin", "pulumi"), engine, { mode: 0o755 });
        });
        afterAll(() => cloud.close());

        const command = (words: string[], environment: Record<string, string> = {}, input = "") =>
            new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
                const env = {
                    PATH: `${join(folder, "bin")}:${process.env.PATH}`,
                    ...cloud.environment(),
                    ...environment,
                };
                const child = execFile(
                    process.execPath,
                    [bin, ...words],
                    { cwd: folder, env },
                    (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
                );
                child.stdin?.end(input);
            });

        test("ends with 0 where nothing failed, without colours in a pipe", async () => {
            const { code, stdout, stderr } = await command(["doctor"]);
            expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
            expect(stdout).toContain("\n✓ Login: ");
            expect(stdout).not.toContain("\u001b");
        });

        test("ends with 1 where something failed, and prints JSON for programs", async () => {
            const { code, stdout } = await command(["doctor", "--json"], { NHNCLOUD_PASSWORD: "wrong" });
            expect(code).toBe(1);
            expect(JSON.parse(stdout)).toContainEqual(
                expect.objectContaining({ check: "Login", status: "failed" }),
            );
        });

        test("ends with 2 for a command line that is wrong", async () => {
            const wrong = [["heal"], [], ["doctor", "--jsn"]];
            const ended = await Promise.all(wrong.map((words) => command(words)));
            expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
        });

        test("reads a state from a file and from the standard input", async () => {
            writeFileSync(join(folder, "terraform.tfstate"), '{"version":4}');
            const nothing = "0 of 0 resources of the state are in the program.\n";
            const [fromFile, fromInput, absent] = await Promise.all([
                command(["from-terraform", "terraform.tfstate"]),
                command(["from-terraform", "-"], {}, '{"version":4}'),
                command(["from-terraform", "absent"]),
            ]);
            expect(fromFile).toEqual({ code: 0, stdout: "", stderr: nothing });
            expect(fromInput).toEqual(fromFile);
            expect(absent.code).toBe(2);
            expect(absent.stderr).toMatch(/^pulumi-nhncloud from-terraform: ENOENT/);
        });
    });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

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
    beforeAll(() => {
        folder = install();
    });
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

    test("loads in a CommonJS program", () => {
        const program = 'console.log(Object.keys(require("pulumi-nhncloud")).sort().join())';
        expect(run("program.cjs", program)).toBe(names);
    });

    test("loads in an ES module", () => {
        const program = `import { ${names} } from "pulumi-nhncloud"; console.log([${names}].every((type) => typeof type === "function"));`;
        expect(run("program.mjs", program)).toBe("true");
    });

    test("brings no HTTP client into the user's program", () => {
        const program =
            'require("pulumi-nhncloud"); console.log(Object.keys(require.cache).filter((file) => /node_modules.(axios|p-retry)/.test(file)).length)';
        expect(run("light.cjs", program)).toBe("0");
    });

    test("reaches the cloud's code from a look-up", () => {
        const program =
            'require("pulumi-nhncloud").getFlavor({ name: 1 }).catch((error) => console.log(error.message))';
        expect(run("lookUp.cjs", program)).toBe("getFlavor has a problem: name must be a string, got 1.");
    });

    test("has the runtime behind the pointer that states hold", () => {
        const program = `console.log(${JSON.stringify(resources)}.every((kind) => require("pulumi-nhncloud/runtime").v1(kind).create))`;
        expect(run("runtime.cjs", program)).toBe("true");
    });

    test("has compiled code and its types only", () => {
        const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--silent"], {
            cwd: join(root, "provider"),
            encoding: "utf8",
        });
        const answer: unknown = JSON.parse(listed);
        const [packed] = (Array.isArray(answer) ? answer : Object.values(answer as object)) as {
            files: { path: string }[];
        }[];
        const others = packed?.files.map(({ path }) => path).filter((path) => !path.startsWith("dist/"));
        expect(others?.sort()).toEqual(["README.md", "package.json"]);
    });
});

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..");
const provider = join(root, "provider");
const platforms = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64"];

/** The plugin's archives, as `pulumi plugin install` takes them: plugin.ts FOLDER. They need Node on PATH. */
function main(folder: string): void {
    const { version } = JSON.parse(readFileSync(join(provider, "package.json"), "utf8")) as {
        version: string;
    };
    const staging = mkdtempSync(join(tmpdir(), "nhncloud-plugin-"));
    try {
        mkdirSync(folder, { recursive: true });
        const packed = npm(["pack", "--silent", "--pack-destination", staging], provider).trim();
        writeFileSync(join(staging, "package.json"), "{}");
        npm(["install", "--silent", "--no-audit", "--no-fund", "--omit=dev", join(staging, packed)], staging);
        rmSync(join(staging, packed));
        const start = 'require("./node_modules/pulumi-nhncloud/dist/server.js");\n';
        writeFileSync(join(staging, "pulumi-resource-nhncloud"), `#!/usr/bin/env node\n${start}`);
        chmodSync(join(staging, "pulumi-resource-nhncloud"), 0o755);
        const windows = readFileSync(join(provider, "pulumi-resource-nhncloud.cmd"));
        writeFileSync(join(staging, "pulumi-resource-nhncloud.cmd"), windows);
        for (const platform of platforms) {
            const archive = join(folder, `pulumi-resource-nhncloud-v${version}-${platform}.tar.gz`);
            execFileSync("tar", ["-czf", archive, "-C", staging, "."]);
            console.log(archive);
        }
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}

function npm(words: string[], cwd: string): string {
    return execFileSync("npm", words, { cwd, encoding: "utf8" });
}

main(process.argv[2] ?? join(root, ".work", "release"));

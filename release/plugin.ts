import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const platforms = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64"];

/** The plugin's archives, as `pulumi plugin install` takes them, of the packed package. They need Node on PATH. */
export function pluginArchives(tag: string, packed: string, folder: string, staging: string): string[] {
    const plugin = join(staging, "plugin");
    mkdirSync(plugin);
    writeFileSync(join(plugin, "package.json"), "{}");
    const words = ["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--omit=dev", packed];
    execFileSync("npm", words, { cwd: plugin });
    const start = 'require("./node_modules/pulumi-nhncloud/dist/server.js");\n';
    const executable = join(plugin, "pulumi-resource-nhncloud");
    writeFileSync(executable, `#!/usr/bin/env node\n${start}`);
    chmodSync(executable, 0o755);
    copyFileSync(join(__dirname, "../provider/pulumi-resource-nhncloud.cmd"), `${executable}.cmd`);
    return platforms.map((platform) => {
        const archive = join(folder, `pulumi-resource-nhncloud-${tag}-${platform}.tar.gz`);
        execFileSync("tar", ["-czf", archive, "-C", plugin, "."]);
        return archive;
    });
}

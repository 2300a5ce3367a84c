import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NOT_FOUND, runCommand } from "./command";
import { executablePath, launcherPath, publish, temporaryRoot, versionsDirectory } from "./directories";
import type { Progress } from "./progress";
import { PINNED_VERSION } from "./version";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_FLAG = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PINNED_VERSION}`;

/** The engine starts this program, in the project's directory, to run dynamic resources. */
const LAUNCHER_SCRIPT = `#!/bin/sh
exec node "$(node -p 'require.resolve("@pulumi/pulumi/cmd/dynamic-provider")')" "$@"
`;

/** Compiles the engine from the versions pinned in go.mod and go.sum, and returns where it is. */
export async function build(progress: Progress): Promise<string> {
    const incoming = await temporaryRoot();
    const scratch = await temporaryRoot();
    try {
        const caches = cachesIn(scratch);
        const total = await countPackages(caches, progress);
        await compile(executablePath(incoming), caches, total, progress);
        await writeFile(launcherPath(incoming), LAUNCHER_SCRIPT);
        await chmod(launcherPath(incoming), 0o755);
        const root = join(versionsDirectory(), PINNED_VERSION);
        await publish(incoming, root);
        return root;
    } finally {
        for (const directory of [incoming, scratch]) await rm(directory, { recursive: true, force: true });
    }
}

/** A build leaves nothing but the engine: what Go keeps goes away with the directory. */
function cachesIn(directory: string): NodeJS.ProcessEnv {
    return {
        GOCACHE: join(directory, "build-cache"),
        GOMODCACHE: join(directory, "module-cache"),
        GOTMPDIR: directory,
        GOFLAGS: `${process.env.GOFLAGS ?? ""} -modcacherw`.trim(),
    };
}

async function countPackages(caches: NodeJS.ProcessEnv, progress: Progress): Promise<number> {
    let downloads = 0;
    const packages = await go(["list", "-deps", PACKAGE], caches, (line) => {
        if (line.startsWith("go: downloading")) downloads += 1;
        progress.show(`Downloading the source of the Pulumi engine: ${downloads} modules`);
    });
    return packages.length;
}

async function compile(
    target: string,
    caches: NodeJS.ProcessEnv,
    total: number,
    progress: Progress,
): Promise<void> {
    let compiled = 0;
    progress.show(`Compiling the Pulumi engine (up to ${total} packages, once, about 4 minutes)`);
    await go(["build", "-v", "-o", target, "-ldflags", VERSION_FLAG, PACKAGE], caches, (line) => {
        if (!line.startsWith("go: ")) compiled += 1;
        progress.show(`Compiling the Pulumi engine: ${compiled} of ${total} packages`);
    });
}

/** Runs go in this directory and returns its output; each line of its report goes to `report`. */
async function go(
    words: string[],
    caches: NodeJS.ProcessEnv,
    report: (line: string) => void,
): Promise<string[]> {
    const env = { ...process.env, ...caches };
    const { exitCode, output, reported } = await runCommand(["go", ...words], {
        cwd: __dirname,
        env,
        report,
    });
    if (exitCode === NOT_FOUND) throw new Error("Go is not installed");
    if (exitCode !== 0) throw new Error(`go ${words[0]} failed: ${reported.slice(-3).join(" ")}`);
    return output;
}

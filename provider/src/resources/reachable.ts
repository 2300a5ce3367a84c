import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

let isReachable = false;

/**
 * Throws one sentence if the plugin process, which looks for this package from the program's folder, would not find it there.
 * Only the language host runs a program in the folder where the plugin will look.
 */
export function demandReachable(): void {
    if (isReachable || process.env.PULUMI_NODEJS_MONITOR === undefined) return;
    const folder = process.cwd();
    try {
        createRequire(join(folder, "index.js")).resolve("pulumi-nhncloud/runtime");
        isReachable = true;
    } catch {
        throw new pulumi.RunError(
            `The plugin of pulumi-nhncloud cannot be loaded from ${folder}: make pulumi-nhncloud a direct dependency of the program there, for example with "pnpm add pulumi-nhncloud".`,
        );
    }
}

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const sdk = join(root, ".work/sdk");

/** The SDKs of the plugin: a wheel for Python, and the module for Go. Node's is the package itself. */
export function sdkArchives(tag: string, folder: string): string[] {
    execFileSync("npm", ["run", "--silent", "sdks"], { cwd: root, stdio: "inherit" });
    const wheel = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, join(sdk, "python")];
    execFileSync("python3", wheel, { stdio: "inherit" });
    const module = join(folder, `pulumi-nhncloud-go-${tag}.tar.gz`);
    execFileSync("tar", ["-czf", module, "-C", join(sdk, "go"), "nhncloud"]);
    const wheels = readdirSync(folder).filter((name) => name.endsWith(".whl"));
    return [...wheels.map((name) => join(folder, name)), module];
}

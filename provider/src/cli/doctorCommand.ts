import { parseArgs } from "node:util";
import { type Command, somethingFound, succeeded } from "./command";
import { doctor } from "./doctor";
import type { Finding } from "./finding";
import { hasColours, lineOf, withProgress } from "./report";

export const doctorCommand: Command = {
    help: `pulumi-nhncloud doctor [options]

Checks whatever a run needs: Node.js, the engine, packages, configuration, login, clock, services, permissions, quota.
Nothing is changed. Run it in the folder of a program, or anywhere with NHNCLOUD_* or OS_* variables.

  --stack NAME   the stack whose configuration is read; the selected one by default
  --json         prints a list of findings: check, status (ok, warning, failed, skipped), detail, remedy

Exit code: 0 if nothing failed, 1 if something did, 2 for a wrong command line.
`,
    async run(words, { surroundings, platform, out, errors }) {
        const { values } = parseArgs({
            args: words,
            options: { stack: { type: "string" }, json: { type: "boolean" } },
        });
        const isColoured = hasColours(out, platform.environment);
        const findings: Finding[] = [];
        const checks = doctor(surroundings, platform, values.stack);
        for (;;) {
            const { value, done } = await withProgress(errors, platform.clock, "Checking", checks.next());
            if (done) break;
            findings.push(value);
            if (!values.json) out.write(lineOf(value, isColoured));
        }
        if (values.json) out.write(`${JSON.stringify(findings, undefined, 4)}\n`);
        return findings.some(({ status }) => status === "failed") ? somethingFound : succeeded;
    },
};

#!/usr/bin/env node
import { parseArgs } from "node:util";
import { messageOf } from "../errors/failure";
import { systemPlatform } from "../platform/platform";
import { doctor } from "./doctor";
import type { Finding } from "./finding";
import { hasColours, lineOf, withProgress } from "./report";
import { systemSurroundings } from "./surroundings";

const help = `Usage: pulumi-nhncloud doctor [options]

Checks whatever a run needs: Node.js, the engine, packages, configuration, login, clock, services, permissions, quota.
Nothing is changed. Run it in the folder of a program, or anywhere with NHNCLOUD_* or OS_* variables.

  --stack NAME   the stack whose configuration is read; the selected one by default
  --json         prints a list of findings: check, status (ok, warning, failed, skipped), detail, remedy
  --help

Exit code: 0 if nothing failed, 1 if something did, 2 for a wrong command line.
`;

const wrongUsage = 2;

async function main(): Promise<number> {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: { stack: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } },
    });
    if (values.help) {
        process.stdout.write(help);
        return 0;
    }
    if (positionals.join(" ") !== "doctor") {
        process.stderr.write(help);
        return wrongUsage;
    }
    const isColoured = hasColours(process.stdout, process.env);
    const findings: Finding[] = [];
    const checks = doctor(systemSurroundings(), systemPlatform(), values.stack);
    for (;;) {
        const { value, done } = await withProgress(process.stderr, "Checking", checks.next());
        if (done) break;
        findings.push(value);
        if (!values.json) process.stdout.write(lineOf(value, isColoured));
    }
    if (values.json) process.stdout.write(`${JSON.stringify(findings, undefined, 4)}\n`);
    return findings.some(({ status }) => status === "failed") ? 1 : 0;
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exitCode = wrongUsage;
    },
);

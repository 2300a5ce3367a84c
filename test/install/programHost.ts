import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { type LanguageHost, serveLanguage } from "../../engine/languageHost";

/** The SDK's own exit code for "the error has been shown". */
const SHOWN = 32;

/** Runs programs as Pulumi's language host for Node.js does: in a process of the project's own Node.js and SDK. */
export function startProgramHost(environment: NodeJS.ProcessEnv): Promise<LanguageHost> {
    return serveLanguage((call, done) => {
        runProgram(call.request, environment).then(
            (response) => done(null, response),
            (error: Error) => done(error),
        );
    });
}

async function runProgram(request: RunRequest, environment: NodeJS.ProcessEnv): Promise<RunResponse> {
    const directory = request.getPwd();
    const runner = createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run");
    const [engine = ""] = request.getArgsList();
    const words = [
        `--monitor=${request.getMonitorAddress()}`,
        `--engine=${engine}`,
        `--organization=${request.getOrganization()}`,
        `--project=${request.getProject()}`,
        `--stack=${request.getStack()}`,
        `--pwd=${directory}`,
        `--parallel=${request.getParallel()}`,
        ...(request.getDryrun() ? ["--dry-run"] : []),
        ".",
    ];
    const configuration = Object.fromEntries(request.getConfigMap().entries());
    const program = spawn("node", [runner, ...words], {
        env: {
            ...environment,
            PULUMI_CONFIG: JSON.stringify(configuration),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
            PULUMI_NODEJS_TYPESCRIPT: "true",
        },
        stdio: ["ignore", "ignore", "pipe"],
    });
    const [errors, [code]] = await Promise.all([text(program.stderr), once(program, "close")]);
    const response = new RunResponse();
    if (code === SHOWN) response.setBail(true);
    else if (code !== 0) response.setError(errors.trim() || `the program ended with exit code ${code}`);
    return response;
}

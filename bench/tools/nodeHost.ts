import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { runCommand } from "../../engine/command";
import { type LanguageHost, serveLanguage } from "../../engine/languageHost";

/** A program, and how Node.js runs it. */
export interface NodeProgram {
    file: string;
    /** Such as --import tsx. */
    nodeArguments?: string[];
    environment?: Record<string, string>;
}

/**
 * Starts the SDK's own runner in a process of its own for each run, as Pulumi's language host for Node.js does.
 */
export async function startNodeHost(program: NodeProgram): Promise<LanguageHost> {
    return await serveLanguage(async ({ request }, done) => {
        const code = await runProgram(program, request);
        const response = new RunResponse();
        if (code !== 0) response.setError(`the program ended with ${code}`);
        done(null, response);
    });
}

async function runProgram(program: NodeProgram, request: RunRequest): Promise<number | null> {
    const [engine = ""] = request.getArgsList();
    const words = [
        process.execPath,
        ...(program.nodeArguments ?? []),
        require.resolve("@pulumi/pulumi/cmd/run"),
        `--monitor=${request.getMonitorAddress()}`,
        `--engine=${engine}`,
        `--organization=${request.getOrganization()}`,
        `--project=${request.getProject()}`,
        `--stack=${request.getStack()}`,
        `--parallel=${request.getParallel()}`,
        `--pwd=${request.getPwd()}`,
        ...(request.getDryrun() ? ["--dry-run"] : []),
        program.file,
    ];
    const env = {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        ...program.environment,
    };
    const report = (line: string) => void process.stderr.write(`${line}\n`);
    return (await runCommand(words, { env, report })).exitCode;
}

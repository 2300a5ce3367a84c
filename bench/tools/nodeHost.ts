import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { LanguageServer } from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { runCommand } from "../../engine/command";

/** A program, and how Node.js runs it. */
export interface NodeProgram {
    file: string;
    /** Such as --import tsx. */
    nodeArguments?: string[];
    environment?: Record<string, string>;
}

export interface NodeHost {
    /** Make the engine's command run its program here. */
    flags: string[];
    close(): void;
}

/**
 * Starts the SDK's own runner in a process of its own for each run, as Pulumi's language host for Node.js does. That host comes with
 * Pulumi's releases; an engine that was built from source lacks it.
 */
export async function startNodeHost(program: NodeProgram): Promise<NodeHost> {
    const server = new Server();
    const run = async (call: ServerUnaryCall<RunRequest, RunResponse>, done: sendUnaryData<RunResponse>) => {
        const code = await runProgram(program, call.request);
        const response = new RunResponse();
        if (code !== 0) response.setError(`the program ended with ${code}`);
        done(null, response);
    };
    server.addService(
        LanguageRuntimeService,
        Object.assign(new LanguageServer(async () => {}), { run }) as never,
    );
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );
    return {
        flags: [`--client=127.0.0.1:${port}`, "--exec-kind=auto.inline"],
        close: () => server.forceShutdown(),
    };
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

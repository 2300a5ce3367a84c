import { spawn } from "node:child_process";
import { once } from "node:events";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { type Door, doors, type Parts, type ProgramName, programs } from "./programs";

/** A command of the CLI, and the program that its engine shall run. */
export interface ProgramRun {
    command: string;
    words: string[];
    program: ProgramName;
    door: Door;
    parts: Parts;
}

/** What the Automation API serves inline programs with; its types are not published. */
const { LanguageServer } = require("@pulumi/pulumi/automation/server") as {
    LanguageServer: new (program: () => Promise<void>) => UntypedServiceImplementation;
};
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

/**
 * Runs in a process of its own, so that a test can kill the program together with its engine. The Automation API itself
 * would start the CLI four times more, for answers that nobody reads.
 */
async function run({ command, words, program, door, parts }: ProgramRun): Promise<number> {
    const server = new Server();
    server.addService(
        LanguageRuntimeService,
        new LanguageServer(async () => programs[program](doors[door], parts)),
    );
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );
    const client = [`--client=127.0.0.1:${port}`, "--exec-kind", "auto.inline"];
    const [code] = await once(spawn(command, [...words, ...client], { stdio: "inherit" }), "close");
    return code ?? 1;
}

void run(JSON.parse(process.argv[2] ?? "") as ProgramRun).then((code) => process.exit(code));

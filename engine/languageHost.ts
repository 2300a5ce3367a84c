import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { LanguageServer } from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";

export interface LanguageHost {
    /** Make the engine's command run its program here. */
    flags: string[];
    close(): void;
}

export type RunProgram = (
    call: ServerUnaryCall<RunRequest, RunResponse>,
    done: sendUnaryData<RunResponse>,
) => void;

/** Runs the programs of the engine's commands: an engine built from source has no language host. */
export async function serveLanguage(run: RunProgram): Promise<LanguageHost> {
    const server = new Server();
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

import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import type { automation } from "@pulumi/pulumi";
import { LanguageServer } from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";

export interface LanguageHost {
    /** Make the engine's command run its program here. */
    flags: string[];
    close(): void;
}

/** Runs programs in this process, as the Automation API does: an engine built from source has no language host. */
export async function startLanguageHost(
    programIn: (directory: string) => automation.PulumiFn,
): Promise<LanguageHost> {
    const server = new Server();
    const run = (call: ServerUnaryCall<RunRequest, RunResponse>, done: sendUnaryData<RunResponse>) =>
        new LanguageServer(programIn(call.request.getPwd())).run(call as never, done as never);
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

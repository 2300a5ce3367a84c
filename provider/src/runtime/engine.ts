import { createRequire } from "node:module";

/** The running engine, as far as a provider talks to it. */
export interface Engine {
    /** Shows a text on the resource's own row until the next one; leaves nothing behind. */
    status(urn: string, text: string): void;
}

/** An engine that cannot be reached shows nothing: a status line is never worth an error. */
export function connectEngine(address: string | undefined): Engine {
    let send: Engine["status"] | undefined;
    return {
        status(urn, text) {
            try {
                send ??= client(address ?? "");
                send(urn, text);
            } catch {
                send = () => {};
            }
        },
    };
}

/** Loaded late: it costs nothing to a run that never waits. */
function client(address: string): Engine["status"] {
    if (!/:\d+$/.test(address)) return () => {};
    const { EngineClient } =
        require("@pulumi/pulumi/proto/engine_grpc_pb") as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
    const { LogRequest, LogSeverity } =
        require("@pulumi/pulumi/proto/engine_pb") as typeof import("@pulumi/pulumi/proto/engine_pb");
    // The SDK's own copy of gRPC, in whatever way packages are installed.
    const grpc = createRequire(require.resolve("@pulumi/pulumi"))(
        "@grpc/grpc-js",
    ) as typeof import("@grpc/grpc-js");
    const engine = new EngineClient(address, grpc.credentials.createInsecure());
    return (urn, text) => {
        const request = new LogRequest();
        request.setSeverity(LogSeverity.INFO);
        request.setUrn(urn);
        request.setMessage(text);
        request.setEphemeral(true);
        engine.log(request, () => {});
    };
}

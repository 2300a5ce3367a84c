import { createRequire } from "node:module";

/** The running engine. */
export interface Engine {
    /** Shows an ephemeral status on the resource's row. */
    status(urn: string, text: string): void;
    /** Shows a permanent message; without a URN, on the stack's own row. */
    info(urn: string, text: string): void;
    /** Shows a permanent warning. */
    warn(urn: string, text: string): void;
}

type Send = (urn: string, text: string, kind: keyof Engine) => void;

/** If the engine cannot be reached, nothing is shown: a status line must never fail an operation. */
export function connectEngine(address: string | undefined): Engine {
    let send: Send | undefined;
    const show: Send = (urn, text, kind) => {
        try {
            send ??= client(address ?? "");
            send(urn, text, kind);
        } catch {
            send = () => {};
        }
    };
    return {
        status: (urn, text) => show(urn, text, "status"),
        info: (urn, text) => show(urn, text, "info"),
        warn: (urn, text) => show(urn, text, "warn"),
    };
}

/** Loaded lazily, so that it costs nothing in a run that never waits. */
function client(address: string): Send {
    if (!/:\d+$/.test(address)) return () => {};
    const { EngineClient } =
        require("@pulumi/pulumi/proto/engine_grpc_pb") as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");
    const { LogRequest, LogSeverity } =
        require("@pulumi/pulumi/proto/engine_pb") as typeof import("@pulumi/pulumi/proto/engine_pb");
    // The SDK's own copy of gRPC, however packages are installed.
    const grpc = createRequire(require.resolve("@pulumi/pulumi"))(
        "@grpc/grpc-js",
    ) as typeof import("@grpc/grpc-js");
    const engine = new EngineClient(address, grpc.credentials.createInsecure());
    return (urn, text, kind) => {
        const request = new LogRequest();
        request.setSeverity(kind === "warn" ? LogSeverity.WARNING : LogSeverity.INFO);
        request.setUrn(urn);
        request.setMessage(text);
        request.setEphemeral(kind === "status");
        engine.log(request, () => {});
    };
}

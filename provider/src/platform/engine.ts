import { createRequire } from "node:module";

/** The running engine, as far as a provider talks to it. */
export interface Engine {
    /** Shows a text on the resource's own row until the next one; leaves nothing behind. */
    status(urn: string, text: string): void;
    /** Shows a warning that stays. */
    warn(urn: string, text: string): void;
}

type Send = (urn: string, text: string, kind: "status" | "warning") => void;

/** An engine that cannot be reached shows nothing: a status line is never worth an error. */
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
        warn: (urn, text) => show(urn, text, "warning"),
    };
}

/** Loaded late: it costs nothing to a run that never waits. */
function client(address: string): Send {
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
    return (urn, text, kind) => {
        const request = new LogRequest();
        request.setSeverity(kind === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
        request.setUrn(urn);
        request.setMessage(text);
        request.setEphemeral(kind === "status");
        engine.log(request, () => {});
    };
}

import type { Call } from "../api/observer";

/** A stream of Node's HTTP/2 server. */
interface Stream {
    on(event: "data", listener: (chunk: Buffer) => void): void;
    on(event: "end", listener: () => void): void;
}

type Headers = Record<string, string | undefined>;

export interface Http2Server {
    on(event: "stream", listener: (stream: Stream, headers: Headers) => void): void;
}

/** The server of the SDK's process for dynamic resources, which offers no hook; undefined if it is not found. */
export function sdkServer(): Http2Server | undefined {
    const { _getActiveHandles: activeHandles } = process as { _getActiveHandles?: () => object[] };
    const handles = activeHandles?.call(process) ?? [];
    return handles.find((handle) => handle.constructor.name === "Http2Server") as Http2Server | undefined;
}

const methods = ["Check", "Create", "Read", "Update", "Delete"] as const;

/** Which of its spans the engine calls from: the SDK's server does not hand on what comes beside a request. */
export function hearCalls(server: Http2Server | undefined, hear: (call: Call) => void): void {
    server?.on("stream", (stream, { ":path": path = "", traceparent }) => {
        if (traceparent === undefined) return;
        const method = methods.find((name) => path === `/pulumirpc.ResourceProvider/${name}`);
        // Any call tells the trace.
        if (method === undefined) return hear({ operation: path, urn: "", traceparent });
        const chunks: Buffer[] = [];
        stream.on("data", (chunk) => chunks.push(chunk));
        stream.on("end", () =>
            hear({ operation: method.toLowerCase(), urn: urnIn(method, Buffer.concat(chunks)), traceparent }),
        );
    });
}

/** gRPC puts a byte, which says whether it is compressed, and the length before a message. */
const prefixBytes = 5;

function urnIn(method: (typeof methods)[number], received: Buffer): string {
    const proto =
        require("@pulumi/pulumi/proto/provider_pb") as typeof import("@pulumi/pulumi/proto/provider_pb");
    if (received[0] !== 0) return "";
    return proto[`${method}Request`].deserializeBinary(received.subarray(prefixBytes)).getUrn();
}

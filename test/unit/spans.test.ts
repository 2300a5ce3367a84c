import * as grpc from "@grpc/grpc-js";
import type { Call } from "../../provider/src/api/observer";
import { observe } from "../../provider/src/observers/observe";
import { ManualClock } from "../support/manualClock";

/** A collector that takes whatever it is sent, as bytes. */
async function collector() {
    const received: Buffer[] = [];
    const server = new grpc.Server();
    const bytes = (value: Buffer) => value;
    const method = {
        path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        requestStream: false,
        responseStream: false,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
    } as const;
    const answer: grpc.handleUnaryCall<Buffer, Buffer> = ({ request }, callback) => {
        received.push(request);
        callback(null, Buffer.alloc(0));
    };
    server.addService({ export: method }, { export: answer });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return { endpoint: `localhost:${port}`, received, close: () => server.forceShutdown() };
}

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

/** What one read of a server sends. */
async function spansOf(environment: Record<string, string>, calls: Call[] = []): Promise<Buffer> {
    const { endpoint, received, close } = await collector();
    const warnings: string[] = [];
    const clock = new ManualClock();
    let end = async () => {};
    const observer = observe({
        environment: { PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...environment },
        clock,
        process: "plugin",
        print: () => {},
        warn: (text) => warnings.push(text),
        atEnd: (finish) => {
            end = finish;
        },
    });
    await observer.during({ operation: "read", kind: "Server", urn: "urn:web" }, async () => {
        const [startedAt, endedAt] = [clock.now(), clock.now() + 20];
        const sent = { method: "GET", host: "api.example.com:8774", path: "/v2/tenant1/servers/a" };
        const answer = { status: 404, requestId: "req-1", failure: "not_found", startedAt, endedAt } as const;
        const repeated = { resends: 0, resentAfter: undefined };
        observer.requested({ ...sent, ...answer, ...repeated, service: "compute", route: "/servers/{id}" });
    });
    for (const call of calls) observer.called(call);
    await end();
    close();
    expect(warnings).toEqual([]);
    expect(received.length).toBeGreaterThan(0);
    return Buffer.concat(received);
}

test("an operation and its request are sent, in the trace that the engine was started in", async () => {
    const sent = await spansOf({ TRACEPARENT: traceparent });
    for (const word of ["read Server", "urn:web", "GET /servers/{id}", "api.example.com", "req-1"])
        expect(sent.includes(word)).toBe(true);
    expect(sent.includes(Buffer.from(traceId, "hex"))).toBe(true);
});

test("what comes before the engine's trace is known waits for it", async () => {
    const sent = await spansOf({}, [{ operation: "cancel", urn: "", traceparent }]);
    expect(sent.toString("hex").split(traceId)).toHaveLength(3);
});

test("without a trace of the engine, a process has its own", async () => {
    const sent = await spansOf({ TRACEPARENT: "no trace" });
    expect(sent.includes("read Server")).toBe(true);
});

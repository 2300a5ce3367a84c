import * as grpc from "@grpc/grpc-js";

const { opentelemetry } = require("@opentelemetry/otlp-transformer/build/src/generated/root");
const { ExportTraceServiceRequest } = opentelemetry.proto.collector.trace.v1;

/** A span as it was sent; ids in hexadecimal. */
export interface SentSpan {
    name: string;
    kind: string;
    traceId: string;
    spanId: string;
    parentSpanId: string | undefined;
    seconds: number;
    status: string | undefined;
    attributes: Values;
    /** Of the process. */
    resource: Values;
    /** Who made it: name and version. */
    scope: Values;
}

type Values = Record<string, unknown>;

/** What of a request is read here, in the words of OpenTelemetry's protocol. */
interface ExportRequest {
    resourceSpans: {
        resource?: { attributes?: Attribute[] };
        scopeSpans: { scope: Values; spans: WireSpan[] }[];
    }[];
}

interface WireSpan {
    name: string;
    kind: string;
    traceId: Uint8Array;
    spanId: Uint8Array;
    parentSpanId?: Uint8Array;
    startTimeUnixNano: number;
    endTimeUnixNano: number;
    status?: { code?: string };
    attributes?: Attribute[];
}

interface Attribute {
    key: string;
    value: { stringValue?: string; intValue?: number; arrayValue?: { values: { stringValue: string }[] } };
}

/** A collector of spans, at a free port of this machine. */
export async function startCollector() {
    const spans: SentSpan[] = [];
    let hear = () => {};
    const heard = new Promise<void>((resolve) => {
        hear = resolve;
    });
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
        spans.push(...spansOf(request));
        hear();
        callback(null, Buffer.alloc(0));
    };
    server.addService({ export: method }, { export: answer });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return {
        endpoint: `localhost:${port}`,
        spans,
        /** Until the first spans came. */
        heard,
        close: () => server.forceShutdown(),
    };
}

function spansOf(request: Buffer): SentSpan[] {
    const read = { enums: String, longs: Number };
    const { resourceSpans }: ExportRequest = ExportTraceServiceRequest.toObject(
        ExportTraceServiceRequest.decode(request),
        read,
    );
    return resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ scope, spans }) =>
            spans.map(({ name, kind, attributes, status, ...span }) => ({
                name,
                kind,
                traceId: hex(span.traceId),
                spanId: hex(span.spanId),
                parentSpanId: span.parentSpanId && hex(span.parentSpanId),
                // Nanoseconds since 1970 are more than a number holds exactly.
                seconds: Math.round((span.endTimeUnixNano - span.startTimeUnixNano) / 1e6) / 1000,
                status: status?.code,
                attributes: valuesOf(attributes),
                resource: valuesOf(resource?.attributes),
                scope,
            })),
        ),
    );
}

function hex(id: Uint8Array): string {
    return Buffer.from(id).toString("hex");
}

function valuesOf(attributes: Attribute[] = []): Values {
    return Object.fromEntries(
        attributes.map(({ key, value: { stringValue, intValue, arrayValue } }) => [
            key,
            stringValue ?? intValue ?? arrayValue?.values.map((one) => one.stringValue),
        ]),
    );
}

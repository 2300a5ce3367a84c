import { createRequire } from "node:module";
import type { Attributes, Context, Span, SpanContext } from "@opentelemetry/api";
import type { Call, EndedRequest } from "../api/observer";
import type { EndedOperation, Operation, Sink } from "./observation";

interface Options {
    /** Where the engine, or a collector, receives OTLP over gRPC. */
    endpoint: string;
    /** The span in which the engine itself was started. */
    traceparent: string | undefined;
    version: string;
    warn(text: string): void;
}

/** Long enough for what is left to be sent; the engine kills a plugin after 5 s. */
const longestFlushMs = 2000;

/** A span for each operation, and one in it for each of its requests; in the engine's own trace where that is known. */
export function spansTo(options: Options, loaded = load): Sink {
    try {
        return new Spans(options, loaded());
    } catch (error) {
        options.warn(
            `No spans are sent: @pulumi/pulumi brings no exporter before version 3.225 (${(error as Error).message.split("\n")[0]}).`,
        );
        return {};
    }
}

type Sdk = ReturnType<typeof load>;

/** The SDK's own copies, so that they cost nothing in a run without spans, nor in an installation. */
function load() {
    const from = createRequire(require.resolve("@pulumi/pulumi"));
    const { OTLPTraceExporter } = from(
        "@opentelemetry/exporter-trace-otlp-grpc",
    ) as typeof import("@opentelemetry/exporter-trace-otlp-grpc");
    return {
        OTLPTraceExporter,
        api: from("@opentelemetry/api") as typeof import("@opentelemetry/api"),
        trace: from("@opentelemetry/sdk-trace-base") as typeof import("@opentelemetry/sdk-trace-base"),
        resources: from("@opentelemetry/resources") as Resources,
    };
}

/** Version 1 has a class, version 2 a function. */
type Resources = Partial<typeof import("@opentelemetry/resources")> & {
    resourceFromAttributes?: (
        attributes: Attributes,
    ) => InstanceType<typeof import("@opentelemetry/resources").Resource>;
};

class Spans implements Sink {
    private readonly provider;
    private readonly tracer;
    /** The engine's spans of the calls that are not answered yet. */
    private readonly callers = new Map<string, SpanContext>();
    private readonly spans = new WeakMap<Operation, Span>();
    private readonly outer: SpanContext | undefined;
    private traceId: string | undefined;
    private first: Operation | undefined;
    /** What waits for the engine's trace to be known. */
    private waiting: (() => void)[] = [];

    constructor(
        { endpoint, traceparent, version }: Options,
        private readonly sdk: Sdk,
    ) {
        const { BasicTracerProvider, BatchSpanProcessor, RandomIdGenerator } = sdk.trace;
        const attributes = { "service.name": "pulumi-nhncloud", "service.version": version };
        const { Resource, resourceFromAttributes } = sdk.resources;
        const resource = resourceFromAttributes?.(attributes) ?? (Resource && new Resource(attributes));
        // The engine's address has no scheme, and no certificate.
        const url = endpoint.includes("://") ? endpoint : `http://${endpoint}`;
        const random = new RandomIdGenerator();
        this.outer = contextOf(traceparent);
        this.provider = new BasicTracerProvider({
            ...(resource && { resource }),
            // What has no parent is in the engine's trace all the same.
            idGenerator: {
                generateSpanId: random.generateSpanId,
                generateTraceId: () => (this.traceId ??= random.generateTraceId()),
            },
            spanProcessors: [
                new BatchSpanProcessor(new sdk.OTLPTraceExporter({ url }), { scheduledDelayMillis: 1000 }),
            ],
        });
        this.tracer = this.provider.getTracer("pulumi-nhncloud", version);
    }

    called({ operation, urn, traceparent }: Call): void {
        const caller = contextOf(traceparent);
        if (!caller) return;
        this.callers.set(`${operation} ${urn}`, caller);
        this.traceId = caller.traceId;
        this.emitWaiting();
    }

    requested(request: EndedRequest, operation: Operation | undefined): void {
        this.inTrace(operation, () => {
            const { method, route, startedAt, endedAt, status, failure } = request;
            const { SpanKind, SpanStatusCode, trace, ROOT_CONTEXT } = this.sdk.api;
            const parent = operation
                ? trace.setSpan(ROOT_CONTEXT, this.spanOf(operation))
                : this.under(this.outer);
            const options = {
                kind: SpanKind.CLIENT,
                startTime: new Date(startedAt),
                attributes: attributesOf(request),
            };
            const span = this.tracer.startSpan(`${method} ${route}`, options, parent);
            // A 404 is what a wait for a deletion hopes for.
            if (failure !== undefined && status !== 404) span.setStatus({ code: SpanStatusCode.ERROR });
            span.end(new Date(endedAt));
        });
    }

    ended({ endedAt, failure }: EndedOperation, begun: Operation): void {
        this.inTrace(begun, () => {
            const span = this.spanOf(begun);
            if (failure !== undefined) {
                span.setAttribute("error.type", failure);
                span.setStatus({ code: this.sdk.api.SpanStatusCode.ERROR });
            }
            span.end(new Date(endedAt));
        });
    }

    async close(): Promise<void> {
        this.emitWaiting();
        const tooLate = new Promise<void>((resolve) => setTimeout(resolve, longestFlushMs).unref());
        await Promise.race([this.provider.shutdown().catch(() => {}), tooLate]);
    }

    /** Only the first operation of a process can come before the engine's trace is known. */
    private inTrace(operation: Operation | undefined, emit: () => void): void {
        this.first ??= operation;
        if (this.traceId === undefined && !this.outer && operation === this.first) this.waiting.push(emit);
        else {
            this.emitWaiting();
            emit();
        }
    }

    private emitWaiting(): void {
        for (const emit of this.waiting.splice(0)) emit();
    }

    private spanOf(operation: Operation): Span {
        const known = this.spans.get(operation);
        if (known) return known;
        const { operation: name, kind, urn, startedAt } = operation;
        const call = `${name} ${urn}`;
        const attributes = { "pulumi.operation": name, "pulumi.urn": urn };
        const options = { startTime: new Date(startedAt), attributes };
        const parent = this.under(this.callers.get(call) ?? this.outer);
        const span = this.tracer.startSpan(`${name} ${kind}`, options, parent);
        this.callers.delete(call);
        this.spans.set(operation, span);
        return span;
    }

    private under(parent: SpanContext | undefined): Context {
        const { trace, ROOT_CONTEXT } = this.sdk.api;
        return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    }
}

/** As OpenTelemetry's conventions for HTTP clients name them. */
function attributesOf(request: EndedRequest): Attributes {
    const { hostname, port } = new URL(`http://${request.host}`);
    return {
        "http.request.method": request.method,
        "http.request.resend_count": request.resends || undefined,
        "http.response.header.x-openstack-request-id": request.requestId && [request.requestId],
        "http.response.status_code": request.status,
        "server.address": hostname,
        "server.port": port ? Number(port) : undefined,
        "url.path": request.path,
        "url.template": request.route,
        "nhncloud.service": request.service,
        "error.type": request.failure,
    } as Attributes;
}

/** `00-TRACE-SPAN-FLAGS` */
const traceparentPattern = /^[\da-f]{2}-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})/;

function contextOf(traceparent = ""): SpanContext | undefined {
    const { groups } = traceparentPattern.exec(traceparent) ?? {};
    if (!groups) return undefined;
    const { traceId, spanId, flags } = groups as { traceId: string; spanId: string; flags: string };
    return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

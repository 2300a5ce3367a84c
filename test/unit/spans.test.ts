import type { EndedRequest, Observer } from "../../provider/src/api/observer";
import { spansTo } from "../../provider/src/observers/spans";
import { foundServer, observedProcess } from "../support/observed";
import { type SentSpan, startCollector } from "../support/spanCollector";

const { version } = require("../../provider/package.json");

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const read = (urn: string) => ({ operation: "read", kind: "Server", urn });

interface Process {
    observer: Observer;
    /** Until the first spans arrived. */
    heard: Promise<void>;
    /** A read of a server that takes a second and makes these requests, of 20 ms each. */
    reads(urn: string, ...requests: Partial<EndedRequest>[]): Promise<void>;
    call(urn: string, traceparent: string): void;
}

/** What a process sends, from its start to its end. */
async function sentBy(
    environment: Record<string, string>,
    work: (process: Process) => Promise<unknown>,
): Promise<SentSpan[]> {
    const { endpoint, spans, heard, close } = await startCollector();
    const variables = { PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...environment };
    const { clock, observer, warnings, close: end } = observedProcess(variables);
    await work({
        observer,
        heard,
        call: (urn, traceparent) => observer.called({ operation: "read", urn, traceparent }),
        reads: (urn, ...requests) =>
            observer.during(read(urn), async () => {
                const [startedAt, endedAt] = [clock.now(), clock.now() + 20];
                for (const one of requests) observer.requested({ ...found, startedAt, endedAt, ...one });
                clock.advance(1);
            }),
    });
    await end();
    close();
    expect(warnings).toEqual([]);
    return spans;
}

const found = { ...foundServer, host: "api.example.com:8774" };
const named = (spans: SentSpan[], name: string) => spans.filter((span) => span.name === name);
const [operation, request] = ["read Server", "GET /servers/{id}"];

test("an operation and its requests are sent, in the trace that the engine was started in", async () => {
    const spans = await sentBy({ TRACEPARENT: traceparent }, ({ reads }) => reads("urn:web", {}, {}));
    const sender = {
        traceId,
        spanId: expect.stringMatching(/^[\da-f]{16}$/),
        status: "STATUS_CODE_UNSET",
        resource: expect.objectContaining({ "service.name": "pulumi-nhncloud", "service.version": version }),
        scope: { name: "pulumi-nhncloud", version },
    };
    expect(named(spans, operation)).toEqual([
        {
            ...sender,
            name: operation,
            kind: "SPAN_KIND_INTERNAL",
            parentSpanId: "b7ad6b7169203331",
            seconds: 1,
            attributes: { "pulumi.operation": "read", "pulumi.urn": "urn:web" },
        },
    ]);
    const sent = {
        ...sender,
        name: request,
        kind: "SPAN_KIND_CLIENT",
        parentSpanId: named(spans, operation)[0]?.spanId,
        seconds: 0.02,
        attributes: {
            "http.request.method": "GET",
            "http.response.header.x-openstack-request-id": ["req-1"],
            "http.response.status_code": 200,
            "server.address": "api.example.com",
            "server.port": 8774,
            "url.path": "/v2/tenant1/servers/a",
            "url.template": "/servers/{id}",
            "nhncloud.service": "compute",
        },
    };
    expect(named(spans, request)).toEqual([sent, sent]);
});

test("what failed is an error, with its code; a 404 is what a wait for a deletion hopes for", async () => {
    const spans = await sentBy({ TRACEPARENT: traceparent }, async ({ observer, reads }) => {
        await reads("urn:web", { status: 404, failure: "not_found" });
        await reads("urn:db", { status: 503, failure: "server_error", resends: 2 });
        const fails = (error: unknown) => observer.during(read("urn:late"), () => Promise.reject(error));
        const late = Object.assign(new Error("late"), { code: "timed_out" });
        await Promise.allSettled([fails(new Error("Reading it", { cause: late })), fails("no error at all")]);
    });
    const outcomes = spans.map(({ name, status, attributes }) => [name, status, attributes["error.type"]]);
    const failed = "STATUS_CODE_ERROR";
    expect(outcomes.sort()).toEqual([
        [request, failed, "server_error"],
        [request, "STATUS_CODE_UNSET", "not_found"],
        [operation, failed, "failed"],
        [operation, failed, "timed_out"],
        [operation, "STATUS_CODE_UNSET", undefined],
        [operation, "STATUS_CODE_UNSET", undefined],
    ]);
    const repeated = spans.filter(({ attributes }) => attributes["http.request.resend_count"] === 2);
    expect(repeated.map(({ attributes }) => attributes["error.type"])).toEqual(["server_error"]);
});

test("each operation is in the engine's span of its call, however many run at once", async () => {
    const caller = (digit: string) => `00-${traceId}-${digit.repeat(16)}-01`;
    const spans = await sentBy({ TRACEPARENT: traceparent }, async ({ call, reads }) => {
        await reads("urn:web");
        call("urn:web", caller("1"));
        call("urn:db", caller("2"));
        await Promise.all([reads("urn:db"), reads("urn:web")]);
        call("urn:web", "no trace");
        await reads("urn:web");
    });
    expect(spans.map(({ parentSpanId, attributes }) => [attributes["pulumi.urn"], parentSpanId])).toEqual([
        ["urn:web", "b7ad6b7169203331"],
        ["urn:db", "2".repeat(16)],
        ["urn:web", "1".repeat(16)],
        ["urn:web", "b7ad6b7169203331"],
    ]);
});

test("the first operation is in the span of its own call, and the next in that of its own", async () => {
    const spans = await sentBy({}, async ({ call, reads }) => {
        for (const digit of ["1", "2"]) {
            call("urn:web", `00-${traceId}-${digit.repeat(16)}-01`);
            await reads("urn:web");
        }
    });
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual(["1".repeat(16), "2".repeat(16)]);
});

test("what comes before the engine's trace is known waits for it", async () => {
    const spans = await sentBy({}, async ({ call, reads }) => {
        await reads("urn:web", {});
        call("urn:db", traceparent);
        await reads("urn:db");
        call("urn:db", `00-${traceId}-${"3".repeat(16)}-01`);
        await reads("urn:db");
    });
    expect(spans.map((span) => [span.traceId, span.attributes["pulumi.urn"], span.parentSpanId])).toEqual([
        [traceId, undefined, spans[1]?.spanId],
        [traceId, "urn:web", undefined],
        [traceId, "urn:db", "b7ad6b7169203331"],
        [traceId, "urn:db", "3".repeat(16)],
    ]);
});

test("what the engine does not sample is not sent", async () => {
    const unsampled = traceparent.replace(/01$/, "00");
    expect(await sentBy({ TRACEPARENT: unsampled }, ({ reads }) => reads("urn:web", {}))).toEqual([]);
});

test.each(["no trace", `0${traceparent}`])(
    "with TRACEPARENT=%s, a process has a trace of its own",
    async (other) => {
        const spans = await sentBy({ TRACEPARENT: other }, ({ reads }) => reads("urn:web", {}));
        const [own, ...others] = new Set(spans.map((span) => span.traceId));
        expect(own).toMatch(/^[\da-f]{32}$/);
        expect(own).not.toBe(traceId);
        expect(others).toEqual([]);
    },
);

test("a process without a trace of the engine sends what it did before it ends", async () => {
    await sentBy({}, async ({ heard, reads }) => {
        await reads("urn:web");
        // As many as are sent at once.
        await reads("urn:db", ...Array(512).fill({}));
        await heard;
    });
});

test("an SDK without the exporter is one warning", () => {
    const warnings: string[] = [];
    const options = {
        endpoint: "localhost:1",
        traceparent,
        version,
        warn: (text: string) => warnings.push(text),
    };
    const absent = new Error(
        "Cannot find module '@opentelemetry/exporter-trace-otlp-grpc'\nRequire stack:\n- a.js",
    );
    const load = () => {
        throw absent;
    };
    expect(spansTo(options, load)).toEqual({});
    expect(warnings).toEqual([
        "No spans are sent: @pulumi/pulumi brings no exporter before version 3.225 (Cannot find module '@opentelemetry/exporter-trace-otlp-grpc').",
    ]);
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Summary } from "../../provider/src/observers/summary";

export interface ShownSpan {
    traceId: string;
    spanId: string;
    name: string;
    service: string;
    parent: ShownSpan | undefined;
    attributes: Record<string, unknown>;
}

interface WireSpan {
    traceId: string;
    spanId: string;
    parentSpanId?: string;
    name: string;
    attributes?: WireAttribute[];
}

interface WireAttribute {
    key: string;
    value: { stringValue?: string; intValue?: string };
}

interface WireExport {
    resourceSpans: { resource: { attributes: WireAttribute[] }; scopeSpans: { spans: WireSpan[] }[] }[];
}

/** Where the processes of a stack leave their summaries, and the engine the spans that it receives. */
export function useObserved() {
    const directory = mkdtempSync(join(tmpdir(), "observed-"));
    const traces = join(directory, "traces.json");
    const summary = join(directory, "summary.jsonl");
    afterAll(() => rmSync(directory, { recursive: true }));
    return {
        environment: { NHNCLOUD_SUMMARY: summary },
        flags: ["--otel-traces", `file://${traces}`],
        /** What was written since the last look. */
        summaries(): Summary[] {
            const lines = readFileSync(summary, "utf8").split("\n").slice(0, -1);
            rmSync(summary);
            return lines.map((line) => JSON.parse(line) as Summary);
        },
        /** Those of the last command. */
        spans(): ShownSpan[] {
            const lines = readFileSync(traces, "utf8").split("\n").slice(0, -1);
            return linked(lines.map((line) => JSON.parse(line) as WireExport));
        },
    };
}

function linked(exports: WireExport[]): ShownSpan[] {
    const sent = exports.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ resource, scopeSpans }) =>
            scopeSpans.flatMap(({ spans }) =>
                spans.map((span) => ({
                    span,
                    service: String(valuesOf(resource.attributes)["service.name"]),
                })),
            ),
        ),
    );
    const shown = sent.map(
        ({ span: { traceId, spanId, name, attributes }, service }): ShownSpan => ({
            traceId,
            spanId,
            name,
            service,
            parent: undefined,
            attributes: valuesOf(attributes),
        }),
    );
    const byId = new Map(shown.map((span) => [span.spanId, span]));
    for (const { span } of sent) {
        const one = byId.get(span.spanId);
        if (one) one.parent = byId.get(span.parentSpanId ?? "");
    }
    return shown;
}

function valuesOf(attributes: WireAttribute[] = []): Record<string, unknown> {
    return Object.fromEntries(
        attributes.map(({ key, value }) => [key, value.stringValue ?? (Number(value.intValue) || value)]),
    );
}

/** The provider's own spans, and the traces of which they are part. */
export function ownSpans(spans: ShownSpan[]) {
    const own = spans.filter(({ service }) => service === "pulumi-nhncloud");
    const isRequest = ({ name }: ShownSpan) => name === name.toUpperCase() || name.includes("/");
    return {
        requests: own.filter(isRequest),
        operations: own.filter((span) => !isRequest(span)),
        traces: [...new Set(own.map(({ traceId }) => traceId))],
    };
}

/** All requests of a run. */
export function callsIn(summary: Summary | undefined): number {
    return Object.values(summary?.calls ?? {}).reduce((sum, { count }) => sum + count, 0);
}

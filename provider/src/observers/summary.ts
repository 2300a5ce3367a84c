import { openSync, writeSync } from "node:fs";
import type { EndedOperation, Sink } from "./observation";

/** What a process of the provider did; durations are in seconds. */
export interface Summary {
    begun: string;
    ended: string;
    process: string;
    /** By what was done to what: `create Server`. */
    operations: Record<string, Tally & { failed?: number }>;
    /** By service, method and path: `compute GET /servers/{id}`. */
    calls: Record<string, Tally>;
    /** How many of the calls repeated one that had failed, by the error's code. */
    retries: Record<string, number>;
    /** By resource and what it waited for: `Server ACTIVE`. */
    waits: Record<string, Tally>;
    /** The five slowest operations, by their URN or the name of a function. */
    slowest: { operation: string; of: string; seconds: number }[];
}

interface Tally {
    count: number;
    seconds: number;
}

interface Options {
    file: string;
    /** Which process this is. */
    process: string;
    now(): number;
    warn(text: string): void;
}

const slowestShown = 5;

/** Appends one line to a file when the process ends. */
export function summaryIn({ file, process, now, warn }: Options): Sink {
    const begun = now();
    const target = opened(file, warn);
    if (target === undefined) return {};
    const operations = new Tallies();
    const calls = new Tallies();
    const waits = new Tallies();
    const failed = new Map<string, number>();
    const retries = new Map<string, number>();
    let slowest: EndedOperation[] = [];
    let isWritten = false;
    const summary = (): Summary => ({
        begun: new Date(begun).toISOString(),
        ended: new Date(now()).toISOString(),
        process,
        operations: Object.fromEntries(
            Object.entries(operations.shown()).map(([what, tally]) => {
                const times = failed.get(what);
                return [what, times === undefined ? tally : { ...tally, failed: times }];
            }),
        ),
        calls: calls.shown(),
        retries: Object.fromEntries(retries),
        waits: waits.shown(),
        slowest: slowest.map((one) => ({
            operation: one.operation,
            of: one.urn ?? one.kind,
            seconds: seconds(lengthOf(one)),
        })),
    });
    return {
        requested(request) {
            const { service, method, route, resentAfter } = request;
            calls.add(`${service} ${method} ${route}`, lengthOf(request));
            if (resentAfter !== undefined) increase(retries, resentAfter);
        },
        waited(wait, operation) {
            waits.add([operation?.kind, wait.goal].join(" ").trim(), lengthOf(wait));
        },
        ended(operation) {
            const what = `${operation.operation} ${operation.kind}`;
            operations.add(what, lengthOf(operation));
            if (operation.failure !== undefined) increase(failed, what);
            slowest = [...slowest, operation]
                .sort((one, other) => lengthOf(other) - lengthOf(one))
                .slice(0, slowestShown);
        },
        close() {
            if (isWritten || (operations.isEmpty() && calls.isEmpty())) return;
            isWritten = true;
            // In one piece, since other processes append to the same file.
            writeSync(target, `${JSON.stringify(summary())}\n`);
        },
    };
}

function opened(file: string, warn: (text: string) => void): number | undefined {
    try {
        return openSync(file, "a");
    } catch (error) {
        warn(`No summary of this run is written: ${(error as Error).message}. Change NHNCLOUD_SUMMARY.`);
        return undefined;
    }
}

class Tallies {
    private readonly all = new Map<string, { count: number; ms: number }>();

    add(name: string, ms: number): void {
        const { count, ms: before } = this.all.get(name) ?? { count: 0, ms: 0 };
        this.all.set(name, { count: count + 1, ms: before + ms });
    }

    isEmpty(): boolean {
        return this.all.size === 0;
    }

    shown(): Record<string, Tally> {
        const sorted = [...this.all].sort(([one], [other]) => (one < other ? -1 : 1));
        return Object.fromEntries(
            sorted.map(([name, { count, ms }]) => [name, { count, seconds: seconds(ms) }]),
        );
    }
}

function increase(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
}

function lengthOf({ startedAt, endedAt }: { startedAt: number; endedAt: number }): number {
    return endedAt - startedAt;
}

function seconds(ms: number): number {
    return Math.round(ms) / 1000;
}

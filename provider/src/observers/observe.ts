import type { Clock } from "../api/clock";
import { noObserver, type Observer } from "../api/observer";
import { debugLines } from "./debugLines";
import { observation, type Sink } from "./observation";

export interface Surroundings {
    environment: Readonly<Record<string, string | undefined>>;
    clock: Pick<Clock, "now">;
    /** Which process this is. */
    process: string;
    /** Where request lines go while NHNCLOUD_DEBUG=1. */
    print(line: string): void;
    warn(text: string): void;
    /** Calls it when the process ends. */
    atEnd(close: () => Promise<void>): void;
}

/** What the environment asks for; the rest is not even loaded. */
export function observe({ environment, clock, process, print, warn, atEnd }: Surroundings): Observer {
    const {
        NHNCLOUD_DEBUG: debug,
        NHNCLOUD_SUMMARY: file,
        PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        TRACEPARENT: traceparent,
    } = environment;
    const sinks: Sink[] = [];
    if (debug === "1") sinks.push(debugLines(print));
    if (file) {
        const { summaryIn } = require("./summary") as typeof import("./summary");
        sinks.push(summaryIn({ file, process, now: () => clock.now(), warn }));
    }
    if (endpoint) {
        const { spansTo } = require("./spans") as typeof import("./spans");
        const { version } = require("../../package.json") as { version: string };
        sinks.push(spansTo({ endpoint, traceparent, version, warn }));
    }
    if (sinks.length === 0) return noObserver;
    if (sinks.some(({ close }) => close))
        atEnd(async () => void (await Promise.all(sinks.map((sink) => sink.close?.()))));
    return observation(sinks, clock);
}

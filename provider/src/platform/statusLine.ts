import type { Clock } from "../api/clock";
import { visible } from "../api/oneLine";
import type { Engine } from "./engine";

/** A line in a CI log is worth it only when something changed, or now and then as a sign of life. */
const repeatAfterMs = 30_000;

/** Says what a resource waits for, and what keeps it from going on. */
export type ReportStatus = (status: string, trouble?: string) => void;

export interface StatusLine {
    report: ReportStatus;
    /** Takes the text away again, if there was one. */
    clear(): void;
}

/** Shows what a resource waits for, with the seconds since it began: `BUILD → ACTIVE · 42 s`. */
export function statusLine(
    engine: Pick<Engine, "status">,
    urn: string | undefined,
    clock: Clock,
): StatusLine {
    if (!urn) return { report: () => {}, clear: () => {} };
    const started = clock.now();
    let shown: { status: string; at: number } | undefined;
    return {
        report(progress, trouble) {
            const status = visible(trouble ? `${progress}; ${trouble}` : progress);
            const now = clock.now();
            if (shown?.status === status && now - shown.at < repeatAfterMs) return;
            shown = { status, at: now };
            engine.status(urn, `${status} · ${Math.round((now - started) / 1000)} s`);
        },
        clear() {
            if (shown) engine.status(urn, "");
        },
    };
}

import type { Clock } from "../api/clock";
import { visible } from "../api/oneLine";
import type { Engine } from "./engine";

/** Each status is a line in a CI log, so it is only repeated as a sign of life. */
const repeatAfterMs = 30_000;

/** Reports what a resource is waiting for, and any trouble. */
export type ReportStatus = (status: string, trouble?: string) => void;

export interface StatusLine {
    report: ReportStatus;
    /** Clears the text, if any. */
    clear(): void;
}

/** Shows what a resource is waiting for and the elapsed time: `BUILD → ACTIVE · 42 s`. */
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

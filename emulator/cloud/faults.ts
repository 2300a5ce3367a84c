/** What goes wrong with a request. */
export interface Fault {
    /** One method, or several, as in "POST|PUT". */
    method?: string;
    path?: RegExp;
    /** How many matching requests pass before the first one is hit; 0 by default. */
    skip?: number;
    /** How many requests are hit; 1 by default. */
    times?: number;
    /**
     * - respond: the request is not executed; the fault's own response is sent
     * - reset: the request is not executed; the connection is closed
     * - hang: the request is not executed; no response is ever sent
     * - late: the connection is closed; the request is executed `seconds` later
     * - lose: the request is executed; the connection is closed instead of a response
     * - garble: the request is executed; the fault's own response is sent
     * - none: nothing goes wrong; for `onHit` alone
     */
    kind: "respond" | "reset" | "lose" | "late" | "hang" | "garble" | "none";
    /** Called before the client can notice: with `lose` after the request was executed, with `none` after the response was sent. */
    onHit?: (request: { method: string; path: string }) => void;
    /** For `late`, by the cloud's clock; 5 by default. */
    seconds?: number;
    status?: number;
    headers?: Record<string, string>;
    body?: unknown;
}

export interface Faults {
    add(fault: Fault): void;
    clear(): void;
}

/** Faults are tried in the order they were added; a request uses up the first one that matches it. */
export class FaultList implements Faults {
    private pending: { fault: Fault; toSkip: number; left: number }[] = [];

    add(fault: Fault): void {
        this.pending.push({ fault, toSkip: fault.skip ?? 0, left: fault.times ?? 1 });
    }

    clear(): void {
        this.pending = [];
    }

    take(method: string, target: string): Fault | undefined {
        const entry = this.pending.find(({ fault }) => matches(fault, method, target));
        if (!entry) return undefined;
        if (entry.toSkip > 0) {
            entry.toSkip -= 1;
            return undefined;
        }
        entry.left -= 1;
        if (entry.left <= 0) this.pending = this.pending.filter((other) => other !== entry);
        return entry.fault;
    }
}

function matches(fault: Fault, method: string, target: string): boolean {
    return (
        (fault.method === undefined || fault.method.split("|").includes(method)) &&
        (fault.path === undefined || target.search(fault.path) >= 0)
    );
}

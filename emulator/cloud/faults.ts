export interface Fault {
    /** one, or several as in "POST|PUT" */
    method?: string;
    path?: RegExp;
    /** how many requests that fit pass before the first one it hits; 0 */
    skip?: number;
    /** how many requests it hits; 1 */
    times?: number;
    /**
     * respond: answers instead of the cloud; reset: destroys the socket, nothing is carried out;
     * lose: carries it out, then destroys the socket; late: destroys the socket, and carries it out `seconds` later;
     * hang: never answers, nothing is carried out; garble: carries it out, then answers otherwise; none: answers as ever,
     * for onHit.
     */
    kind: "respond" | "reset" | "lose" | "late" | "hang" | "garble" | "none";
    /** called before the client can notice: for `lose` when the request was carried out, for `none` when it was answered */
    onHit?: (request: { method: string; path: string }) => void;
    /** of `late`, by the cloud's clock; 5 */
    seconds?: number;
    status?: number;
    headers?: Record<string, string>;
    body?: unknown;
}

export interface Faults {
    add(fault: Fault): void;
    clear(): void;
}

/** Faults wait in the order they were added; the first that fits a request is used up by it. */
export class FaultList implements Faults {
    private waiting: { fault: Fault; toSkip: number; left: number }[] = [];

    add(fault: Fault): void {
        this.waiting.push({ fault, toSkip: fault.skip ?? 0, left: fault.times ?? 1 });
    }

    clear(): void {
        this.waiting = [];
    }

    take(method: string, target: string): Fault | undefined {
        const entry = this.waiting.find(({ fault }) => fits(fault, method, target));
        if (!entry) return undefined;
        if (entry.toSkip > 0) {
            entry.toSkip -= 1;
            return undefined;
        }
        entry.left -= 1;
        if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
        return entry.fault;
    }
}

function fits(fault: Fault, method: string, target: string): boolean {
    return (
        (fault.method === undefined || fault.method.split("|").includes(method)) &&
        (fault.path === undefined || target.search(fault.path) >= 0)
    );
}

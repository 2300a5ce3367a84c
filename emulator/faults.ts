export interface Fault {
    method?: string;
    path?: RegExp;
    /** how many requests it hits; 1 */
    times?: number;
    /**
     * respond: answers instead of the cloud; reset: destroys the socket, nothing is carried out;
     * lose: carries it out, then destroys the socket; hang: never answers, nothing is carried out;
     * garble: carries it out, then answers otherwise.
     */
    kind: "respond" | "reset" | "lose" | "hang" | "garble";
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
    private waiting: { fault: Fault; left: number }[] = [];

    add(fault: Fault): void {
        this.waiting.push({ fault, left: fault.times ?? 1 });
    }

    clear(): void {
        this.waiting = [];
    }

    take(method: string, target: string): Fault | undefined {
        const entry = this.waiting.find(
            ({ fault }) =>
                (fault.method === undefined || fault.method === method) &&
                (fault.path === undefined || target.search(fault.path) >= 0),
        );
        if (!entry) return undefined;
        entry.left -= 1;
        if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
        return entry.fault;
    }
}

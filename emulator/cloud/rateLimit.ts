import type { Clock } from "./clock";

const WINDOW_MS = 1000;

/** Accepts so many requests in any second. */
export class RateLimit {
    private accepted: number[] = [];

    constructor(
        private readonly clock: Clock,
        private readonly perSecond: number,
    ) {}

    /** Whether one more request is accepted now. */
    accepts(): boolean {
        if (this.perSecond === Number.POSITIVE_INFINITY) return true;
        const now = this.clock.now();
        this.accepted = this.accepted.filter((at) => now - at < WINDOW_MS);
        if (this.accepted.length >= this.perSecond) return false;
        this.accepted.push(now);
        return true;
    }
}

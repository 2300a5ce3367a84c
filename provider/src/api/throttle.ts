import type { Clock } from "./clock";

const secondMs = 1000;

/** Of the rate that the cloud accepted before it refused a request. */
const share = 0.8;

/** After so long without a refusal there is no limit any more. */
const forgetsAfterMs = 60_000;

/** After a refusal, keeps all requests below the rate that the cloud accepts. */
export class Throttle {
    /** When requests of the last second were accepted. */
    private accepted: number[] = [];
    private intervalMs = 0;
    private lastSentAt = Number.NEGATIVE_INFINITY;
    private refusedAt = Number.NEGATIVE_INFINITY;
    private closedUntil = Number.NEGATIVE_INFINITY;
    private refusal: unknown;

    constructor(private readonly clock: Clock) {}

    /** Undefined if a request may be sent now; else resolves when it may be. Throws the last refusal if that is after the deadline. */
    turn(deadline = Number.POSITIVE_INFINITY): Promise<void> | undefined {
        const now = this.clock.now();
        if (now - this.refusedAt > forgetsAfterMs) this.intervalMs = 0;
        const pause = Math.ceil(Math.max(this.closedUntil, this.lastSentAt + this.intervalMs) - now);
        if (pause > 0 && now + pause > deadline) throw this.refusal;
        // Others may have been first meanwhile.
        if (pause > 0) return this.clock.sleep(pause).then(() => this.turn(deadline));
        this.lastSentAt = now;
        return undefined;
    }

    accept(): void {
        const now = this.clock.now();
        this.accepted = [...this.accepted.filter((at) => now - at < secondMs), now];
    }

    /** The cloud refused a request and asked for a pause. */
    refuse(refusal: unknown, pauseMs: number): void {
        // It comes from `turn`, and says nothing new.
        if (refusal === this.refusal) return;
        this.refusal = refusal;
        const now = this.clock.now();
        // Other requests of the same moment say nothing new.
        if (now >= this.closedUntil) {
            const rate = this.accepted.filter((at) => now - at < secondMs).length;
            // One a second is not too many: others use up the limit.
            const fitting = rate > 1 ? secondMs / (rate * share) : 0;
            this.intervalMs = Math.max(this.intervalMs / share, fitting);
        }
        this.refusedAt = now;
        this.closedUntil = Math.max(this.closedUntil, now + pauseMs);
    }
}

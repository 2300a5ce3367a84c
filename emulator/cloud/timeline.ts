import type { Clock } from "./clock";

interface Step {
    at: number;
    owner: string;
    apply: () => void;
}

/** What is still to happen in a region, in order. No timers: steps are applied when somebody calls catchUp. */
export class Timeline {
    /** While a step is applied, the moment it was due; otherwise the last time catchUp ran. */
    time: number;
    private steps: Step[] = [];

    constructor(private readonly clock: Clock) {
        this.time = clock.now();
    }

    /** Schedules a step; one that is infinitely far away never happens. */
    after(owner: string, seconds: number, apply: () => void): void {
        if (!Number.isFinite(seconds)) return;
        const at = this.time + seconds * 1000;
        const later = this.steps.findIndex((step) => step.at > at);
        this.steps.splice(later < 0 ? this.steps.length : later, 0, { at, owner, apply });
    }

    cancel(owner: string): void {
        this.steps = this.steps.filter((step) => step.owner !== owner);
    }

    /** Applies every step that is due by now. */
    catchUp(): void {
        const now = this.clock.now();
        for (let next = this.steps[0]; next && next.at <= now; next = this.steps[0]) {
            this.steps.shift();
            this.time = Math.max(this.time, next.at);
            next.apply();
        }
        this.time = Math.max(this.time, now);
    }
}

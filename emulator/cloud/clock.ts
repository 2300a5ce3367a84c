import { randomUUID } from "node:crypto";

export interface Clock {
    now(): number;
}

interface Step {
    at: number;
    owner: string;
    apply: () => void;
}

/** Everything that will happen by itself. No timers: each request settles what is due. */
export class Timeline {
    /** The moment being lived: a step's own time while it runs, else the last settled moment. */
    time: number;
    private steps: Step[] = [];

    constructor(private readonly clock: Clock) {
        this.time = clock.now();
    }

    after(owner: string, seconds: number, apply: () => void): void {
        if (!Number.isFinite(seconds)) return;
        const at = this.time + seconds * 1000;
        const later = this.steps.findIndex((step) => step.at > at);
        this.steps.splice(later < 0 ? this.steps.length : later, 0, { at, owner, apply });
    }

    cancel(owner: string): void {
        this.steps = this.steps.filter((step) => step.owner !== owner);
    }

    settle(): void {
        const now = this.clock.now();
        for (let next = this.steps[0]; next && next.at <= now; next = this.steps[0]) {
            this.steps.shift();
            this.time = Math.max(this.time, next.at);
            next.apply();
        }
        this.time = Math.max(this.time, now);
    }
}

/** 2020-02-25T01:22:24Z */
export function toSeconds(time: number): string {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** 2020-02-25T01:22:24.000000, as Nova and Cinder write it. */
export function toMicroseconds(time: number): string {
    return `${new Date(time).toISOString().slice(0, 23)}000`;
}

/** The API's moments carry no zone and mean UTC. */
export function parseMoment(text: string): number {
    const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
    return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(zoned ? text : `${text}Z`) : Number.NaN;
}

export function newId(): string {
    return randomUUID();
}

export function newHexId(): string {
    return randomUUID().replaceAll("-", "");
}

/** When a wait can end: not for some seconds, or at any moment. */
export type Nearness = "far" | "near" | "unknown";

/** The time between two polls, as a share of the time waited so far. */
interface Pace {
    share: number;
    shortestMs: number;
    longestMs: number;
}

const paces: Readonly<Record<Nearness, Pace>> = {
    far: { share: 1 / 5, shortestMs: 1000, longestMs: 3000 },
    // The end is seen within a second, up to ten minutes.
    near: { share: 1 / 800, shortestMs: 750, longestMs: 3000 },
    unknown: { share: 1 / 10, shortestMs: 1000, longestMs: 3000 },
};

/** How much an interval varies, so that several processes do not poll in step. */
const jitter = { least: 0.8, most: 1.2 };

export const shortestIntervalMs = paces.near.shortestMs * jitter.least;

/** `random` is a number from 0 to 1. */
export function pollIntervalMs(waitedMs: number, nearness: Nearness = "unknown", random = 0.5): number {
    const { share, shortestMs, longestMs } = paces[nearness];
    const interval = Math.min(Math.max(waitedMs * share, shortestMs), longestMs);
    return interval * (jitter.least + (jitter.most - jitter.least) * random);
}

/** Remembers how long waits took in this run: others of the same kind probably take about as long. */
export class UsualTimes {
    private readonly shortestMs = new Map<unknown, number>();

    add(kind: unknown, tookMs: number): void {
        this.shortestMs.set(kind, Math.min(tookMs, this.shortestMs.get(kind) ?? tookMs));
    }

    nearness(kind: unknown, waitedMs: number): Nearness {
        const usual = this.shortestMs.get(kind);
        if (usual === undefined || waitedMs > usual * 2) return "unknown";
        return waitedMs < usual * 0.8 ? "far" : "near";
    }
}

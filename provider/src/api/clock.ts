import { setTimeout as wait } from "node:timers/promises";

/** Time as a parameter, so that tests need no real seconds. */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
    /** Resolves after `milliseconds`, or as soon as `signal` aborts. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Beyond this, Node's timers fire immediately. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
    now: Date.now,
    async sleep(milliseconds, signal) {
        const own = signal ? { signal: ownSignal(signal) } : {};
        await wait(Math.min(milliseconds, longestTimerMs), undefined, own).catch((error: unknown) => {
            if (!signal?.aborted) throw error;
        });
    },
};

/** Aborts with `signal`; Node warns about more than ten listeners on one signal. */
export function ownSignal(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal]);
}

/** A week. A timer of more than 2,147,483 seconds would fire immediately. */
export const longestTimeoutSeconds = 604_800;

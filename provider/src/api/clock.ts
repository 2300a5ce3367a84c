import { setTimeout as wait } from "node:timers/promises";

/** Time as a parameter, so that tests need no real seconds. */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
    /** Resolves after `milliseconds`, or as soon as `signal` aborts. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** More, and Node's timers fire at once. */
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

/** Aborted with `signal`; to listen to, since Node warns of more than ten listeners on one signal. */
export function ownSignal(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal]);
}

/** A week. A timer takes at most 2,147,483 seconds, and fires at once where it is given more. */
export const longestTimeoutSeconds = 604_800;

import { setTimeout as wait } from "node:timers/promises";

/** Time as a parameter, so that tests need no real seconds. */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
    /** Resolves after `milliseconds`, or as soon as `signal` aborts. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
    now: Date.now,
    async sleep(milliseconds, signal) {
        await wait(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
            if (!signal?.aborted) throw error;
        });
    },
};

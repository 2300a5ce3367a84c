import type { Clock } from "./clock";
import { ApiError } from "./errors";

/** Limits the duration of work: a deadline, and a signal that ends it earlier. */
export interface Bounds {
    /** Milliseconds since the epoch. */
    deadline: number;
    /** Aborted when the run is cancelled. */
    signal: AbortSignal;
}

interface Requested {
    method: string;
    path: string;
}

/** Why a request is not sent, or not awaited, any more. */
export function endOf({ signal }: Bounds, { method, path }: Requested): ApiError {
    return signal.aborted
        ? new ApiError("the run was cancelled", { code: "cancelled", method, path })
        : new ApiError("the deadline passed", { code: "timed_out", method, path });
}

/** The result of `work`, unless the bounds end first; the work itself continues, since others may share it. */
export async function within<T>(
    bounds: Bounds | undefined,
    clock: Clock,
    requested: Requested,
    work: () => Promise<T>,
): Promise<T> {
    if (!bounds) return await work();
    if (bounds.signal.aborted) throw endOf(bounds, requested);
    const settled = new AbortController();
    const either = AbortSignal.any([bounds.signal, settled.signal]);
    const ended = clock.sleep(Math.max(bounds.deadline - clock.now(), 0), either).then(() => {
        throw endOf(bounds, requested);
    });
    try {
        return await Promise.race([work(), ended]);
    } finally {
        settled.abort();
    }
}

/** How long work may go on: a deadline, and a signal that ends it earlier. */
export interface Bounds {
    /** Milliseconds since the epoch. */
    deadline: number;
    /** Aborted when the run is cancelled. */
    signal: AbortSignal;
}

/** Runs the work of each key one at a time, in order. */
export class KeyedMutex {
    /** The waiters of each held key, in order. */
    private readonly queues = new Map<string, (() => void)[]>();

    isHeld(key: string): boolean {
        return this.queues.has(key);
    }

    /** Rejects with the signal's reason if it aborts before the work starts, which then never runs. */
    async runExclusive<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
        await this.turn(key, signal);
        try {
            return await work();
        } finally {
            const next = this.queues.get(key)?.shift();
            if (next) next();
            else this.queues.delete(key);
        }
    }

    private turn(key: string, signal: AbortSignal): Promise<void> {
        signal.throwIfAborted();
        const queue = this.queues.get(key);
        if (!queue) {
            this.queues.set(key, []);
            return Promise.resolve();
        }
        return new Promise((resolve, reject) => {
            const leave = () => {
                queue.splice(queue.indexOf(turn), 1);
                reject(signal.reason);
            };
            const turn = () => {
                signal.removeEventListener("abort", leave);
                resolve();
            };
            queue.push(turn);
            signal.addEventListener("abort", leave);
        });
    }
}

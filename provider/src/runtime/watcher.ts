import type { Clock } from "../api/clock";
import { hasCode } from "../api/errors";

export interface Source<T> {
    /** Undefined where there is nothing with that id. */
    get(id: string): Promise<T | undefined>;
    /** Everything that changed since that time, at least. */
    list(changedSince: number): Promise<T[]>;
}

interface Waiter<T> {
    id: string;
    since: number;
    dueAt: number;
    deadline: number;
    /** True when the wait is over; throws when it cannot succeed. */
    observe(value: T | undefined): boolean;
    resolve(): void;
    reject(error: unknown): void;
}

/** Looks come at once, then every second, then at a tenth of the time waited so far, at most 3 s apart. */
const shortestIntervalMs = 1000;
const longestIntervalMs = 3000;

/** Up to this many things are asked for one by one; more share one list. */
const askedOneByOne = 2;

/** How far the cloud's clock may be behind ours; a wider margin only makes the list longer. */
const clockSkewMs = 10 * 60_000;

/** Watches many things of a kind with few requests: everything that waits at a time shares each look. */
export class Watcher<T extends { id: string }> {
    private readonly waiters = new Set<Waiter<T>>();
    private running = false;
    private lastListAt = Number.NEGATIVE_INFINITY;
    private newWaiter = new AbortController();

    constructor(
        private readonly source: Source<T>,
        private readonly clock: Clock,
    ) {}

    /** Looks at `id` until `observe` returns true or throws; resolves also when the deadline has passed. */
    watch(id: string, deadline: number, observe: Waiter<T>["observe"]): Promise<void> {
        return new Promise((resolve, reject) => {
            const since = this.clock.now();
            this.waiters.add({ id, since, dueAt: since, deadline, observe, resolve, reject });
            this.newWaiter.abort();
            if (!this.running) void this.run();
        });
    }

    private async run(): Promise<void> {
        this.running = true;
        while (this.waiters.size > 0) {
            const now = this.clock.now();
            const due = Math.min(...[...this.waiters].map((waiter) => waiter.dueAt));
            const next = this.shares() ? Math.max(due, this.lastListAt + shortestIntervalMs) : due;
            if (next <= now) {
                await this.look(now);
            } else {
                this.newWaiter = new AbortController();
                await this.clock.sleep(next - now, this.newWaiter.signal);
            }
        }
        this.running = false;
    }

    private shares(): boolean {
        return new Set([...this.waiters].map((waiter) => waiter.id)).size > askedOneByOne;
    }

    private async look(now: number): Promise<void> {
        const shared = this.shares();
        const served = [...this.waiters].filter((waiter) => shared || waiter.dueAt <= now);
        const ids = new Set(served.map((waiter) => waiter.id));
        try {
            const found = shared ? await this.listed(served, now) : new Map<string, T>();
            const missing = [...ids].filter((id) => !found.has(id));
            await Promise.all(
                missing.map(async (id) => {
                    const value = await this.source.get(id);
                    if (value) found.set(id, value);
                }),
            );
            for (const waiter of served) this.deliver(waiter, () => waiter.observe(found.get(waiter.id)));
        } catch (error) {
            for (const waiter of served) {
                this.deliver(waiter, () => {
                    // A cloud that does not answer for a while has not failed what we wait for.
                    if (isPassing(error) && this.clock.now() < waiter.deadline) return false;
                    throw error;
                });
            }
        }
    }

    private async listed(served: readonly Waiter<T>[], now: number): Promise<Map<string, T>> {
        this.lastListAt = now;
        const since = Math.min(...served.map((waiter) => waiter.since));
        const values = await this.source.list(since - clockSkewMs);
        return new Map(values.map((value) => [value.id, value]));
    }

    private deliver(waiter: Waiter<T>, observe: () => boolean): void {
        const now = this.clock.now();
        try {
            if (observe() || now >= waiter.deadline) {
                this.waiters.delete(waiter);
                waiter.resolve();
                return;
            }
        } catch (error) {
            this.waiters.delete(waiter);
            waiter.reject(error);
            return;
        }
        const interval = Math.min(Math.max((now - waiter.since) / 10, shortestIntervalMs), longestIntervalMs);
        waiter.dueAt = Math.min(now + interval, waiter.deadline);
    }
}

/** A cloud that does not answer for a while. */
export function isPassing(error: unknown): boolean {
    return hasCode(error, "server_error", "no_answer", "unreachable", "rate_limited");
}

import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import { type ApiError, hasCode } from "../api/errors";

export interface Source<T> {
    /** Undefined where there is nothing with that id. */
    get(id: string, bounds: Bounds): Promise<T | undefined>;
    /** Everything that changed since that time, at least. */
    list(changedSince: number, bounds: Bounds): Promise<T[]>;
}

/** What a wait makes of each look. */
export interface Observer<T> {
    /** True when the wait is over; throws when it cannot succeed. */
    observe(value: T | undefined): boolean;
    /** The cloud gave no usable answer to a look that began at `since`; without an error where it is still awaited. */
    unavailable(since: number, error?: ApiError): void;
}

const never = Number.POSITIVE_INFINITY;

interface Waiter<T> {
    id: string;
    since: number;
    dueAt: number;
    bounds: Bounds;
    observer: Observer<T>;
    /** The look that it takes part in. */
    look: Look | undefined;
    /** When to say that this look has no answer yet. */
    overdueAt: number;
    resolve(): void;
    reject(error: unknown): void;
    abort(): void;
}

/** One request, for all that wait for its answer. */
interface Look {
    began: number;
    controller: AbortController;
}

/** Looks come at once, then every second, then at a tenth of the time waited so far, at most 3 s apart. */
const shortestIntervalMs = 1000;
const longestIntervalMs = 3000;

/** The last look begins at the deadline; its answer may take this long. */
const lastLookMs = 2000;

/** A cloud that is silent for this long counts as unavailable. */
const overdueMs = 10_000;

/** Up to this many things are asked for one by one; more share one list. */
const askedOneByOne = 2;

/** How far the cloud's clock may be behind ours; a wider margin only makes the list longer. */
const clockSkewMs = 10 * 60_000;

/**
 * Watches many things of a kind with few requests: everything that waits at a time shares each look. Each wait ends by
 * itself: an error or a slow answer concerns only those who asked for it.
 */
export class Watcher<T extends { id: string }> {
    private readonly waiters = new Set<Waiter<T>>();
    private running = false;
    private lastListAt = Number.NEGATIVE_INFINITY;
    /** Wakes the loop: a wait began or ended, or an answer came. */
    private change = new AbortController();

    constructor(
        private readonly source: Source<T>,
        private readonly clock: Clock,
    ) {}

    /** Looks at `id` until `observe` returns true or throws; resolves also when the deadline has passed or the signal aborts. */
    watch(id: string, bounds: Bounds, observer: Observer<T>): Promise<void> {
        if (bounds.signal.aborted) return Promise.resolve();
        return new Promise((resolve, reject) => {
            const since = this.clock.now();
            const waiter: Waiter<T> = {
                id,
                since,
                dueAt: since,
                bounds,
                observer,
                look: undefined,
                overdueAt: never,
                resolve,
                reject,
                abort: () => this.end(waiter, resolve),
            };
            bounds.signal.addEventListener("abort", waiter.abort);
            this.waiters.add(waiter);
            this.change.abort();
            if (!this.running) void this.run();
        });
    }

    private async run(): Promise<void> {
        this.running = true;
        while (this.waiters.size > 0) {
            const now = this.clock.now();
            const next = this.nextLookAt();
            if (next <= now) {
                this.look(now);
                continue;
            }
            this.change = new AbortController();
            await this.clock.sleep(Math.min(next, this.nextCheckAt()) - now, this.change.signal);
            this.checkLooks(this.clock.now());
        }
        this.running = false;
    }

    private nextLookAt(): number {
        const due = Math.min(...[...this.waiters].map(({ look, dueAt }) => (look ? never : dueAt)));
        return this.shares() ? Math.max(due, this.lastListAt + shortestIntervalMs) : due;
    }

    private shares(): boolean {
        return new Set([...this.waiters].map((waiter) => waiter.id)).size > askedOneByOne;
    }

    /** Who comes during a look gets one of its own: that answer may be older than what is waited for. */
    private look(now: number): void {
        const shared = this.shares();
        const served = [...this.waiters].filter(({ look, dueAt }) => !look && (shared || dueAt <= now));
        if (shared) void this.list(served, now);
        else this.getEach(served);
    }

    private async list(waiters: readonly Waiter<T>[], now: number): Promise<void> {
        this.lastListAt = now;
        const since = Math.min(...waiters.map((waiter) => waiter.since));
        const { look, bounds } = this.begin(waiters);
        const found = new Map<string, T>();
        try {
            for (const value of await this.source.list(since - clockSkewMs, bounds))
                found.set(value.id, value);
        } catch (error) {
            if (isPassing(error)) {
                this.fail(waiters, look, error);
                return;
            }
            // A list that is refused says nothing about one thing: each is asked for by itself.
        }
        for (const waiter of waiters) {
            const value = found.get(waiter.id);
            if (value) this.deliver(waiter, look, () => waiter.observer.observe(value));
        }
        this.getEach(waiters.filter((waiter) => waiter.look === look));
    }

    private getEach(waiters: readonly Waiter<T>[]): void {
        for (const id of new Set(waiters.map((waiter) => waiter.id))) {
            const those = waiters.filter((waiter) => waiter.id === id);
            void this.get(id, those);
        }
    }

    private async get(id: string, waiters: readonly Waiter<T>[]): Promise<void> {
        const { look, bounds } = this.begin(waiters);
        try {
            const value = await this.source.get(id, bounds);
            for (const waiter of waiters) this.deliver(waiter, look, () => waiter.observer.observe(value));
        } catch (error) {
            this.fail(waiters, look, error);
        }
    }

    /** The request goes on while anybody waits for it. */
    private begin(waiters: readonly Waiter<T>[]): { look: Look; bounds: Bounds } {
        const look = { began: this.clock.now(), controller: new AbortController() };
        for (const waiter of waiters) {
            waiter.look = look;
            waiter.overdueAt = look.began + overdueMs;
        }
        const deadline = Math.max(...waiters.map((waiter) => endOf(waiter, look)));
        return { look, bounds: { deadline, signal: look.controller.signal } };
    }

    private fail(waiters: readonly Waiter<T>[], look: Look, error: unknown): void {
        for (const waiter of waiters) {
            this.deliver(waiter, look, () => {
                // A cloud that does not answer for a while has not failed what we wait for.
                if (!isPassing(error)) throw error;
                waiter.observer.unavailable(look.began, error);
                return false;
            });
        }
    }

    private deliver(waiter: Waiter<T>, look: Look, isOver: () => boolean): void {
        if (waiter.look !== look) return;
        const now = this.clock.now();
        const interval = Math.min(Math.max((now - waiter.since) / 10, shortestIntervalMs), longestIntervalMs);
        waiter.dueAt = Math.min(now + interval, waiter.bounds.deadline);
        waiter.look = undefined;
        this.change.abort();
        try {
            if (isOver() || now >= waiter.bounds.deadline) this.end(waiter, waiter.resolve);
        } catch (error) {
            this.end(waiter, () => waiter.reject(error));
        }
    }

    private nextCheckAt(): number {
        const checks = [...this.waiters].map((waiter) =>
            waiter.look ? Math.min(endOf(waiter, waiter.look), waiter.overdueAt) : never,
        );
        return Math.min(...checks);
    }

    /** What is due while no answer comes: the end of a wait, or a word that it takes long. */
    private checkLooks(now: number): void {
        for (const waiter of [...this.waiters]) {
            const { look } = waiter;
            if (!look || now < Math.min(endOf(waiter, look), waiter.overdueAt)) continue;
            waiter.observer.unavailable(look.began);
            waiter.overdueAt = now + overdueMs;
            if (now >= endOf(waiter, look)) this.end(waiter, waiter.resolve);
        }
    }

    private end(waiter: Waiter<T>, settle: () => void): void {
        this.waiters.delete(waiter);
        waiter.bounds.signal.removeEventListener("abort", waiter.abort);
        const { look } = waiter;
        waiter.look = undefined;
        if (look && ![...this.waiters].some((other) => other.look === look)) look.controller.abort();
        this.change.abort();
        settle();
    }
}

function endOf(waiter: Pick<Waiter<unknown>, "bounds">, look: Look): number {
    return Math.max(waiter.bounds.deadline, look.began + lastLookMs);
}

/** A cloud that does not answer for a while. */
export function isPassing(error: unknown): error is ApiError {
    return hasCode(error, "server_error", "no_answer", "unreachable", "unreadable", "rate_limited");
}

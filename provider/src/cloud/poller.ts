import { AsyncLocalStorage } from "node:async_hooks";
import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import { type ApiError, hasCode } from "../api/errors";
import { type Nearness, pollIntervalMs, shortestIntervalMs, UsualTimes } from "./pace";

export interface PollSource<T> {
    /** Undefined if it does not exist. */
    get(id: string, bounds: Bounds): Promise<T | undefined>;
    /** At least everything that changed since that time. */
    list(changedSince: number, bounds: Bounds): Promise<T[]>;
}

/** Receives the result of each poll. */
export interface Observer<T> {
    /** True when the wait is over; throws when it cannot succeed. */
    observe(value: T | undefined): boolean;
    /** The cloud gave no usable response to a poll that began at `since`; without an error if it is still pending. */
    unavailable(since: number, error?: ApiError): void;
    /** How near the end is, as far as the last value tells. */
    nearness?(): Nearness;
    /** Waits of the same kind take about as long. */
    kind?: unknown;
}

const never = Number.POSITIVE_INFINITY;

interface Waiter<T> {
    id: string;
    since: number;
    dueAt: number;
    bounds: Bounds;
    observer: Observer<T>;
    /** Whether an earlier poll found that it was not over. */
    wasPending: boolean;
    /** The pending poll, if any. */
    poll: Poll | undefined;
    /** When to report that the pending poll is overdue. */
    overdueAt: number;
    resolve(): void;
    reject(error: unknown): void;
    abort(): void;
    /** Sends a request as part of the operation that waits. */
    inOperation<R>(send: () => R): R;
}

/** One request, shared by all who wait for it. */
interface Poll {
    began: number;
    /** For the time until the next one. */
    random: number;
    controller: AbortController;
}

/** The last poll starts at the deadline; its response may take this long. */
const lastPollMs = 2000;

/** After so long without a response the cloud counts as unavailable. */
const overdueMs = 10_000;

/** Up to this many ids are polled one by one; more share one list. */
const polledOneByOne = 2;

/** How far the cloud's clock may be behind ours; a larger margin only makes the list longer. */
const clockSkewMs = 10 * 60_000;

/**
 * Polls many things of a kind with few requests: all waiters share each poll. An error or a slow response only affects the
 * waiters of that poll.
 */
export class Poller<T extends { id: string }> {
    private readonly waiters = new Set<Waiter<T>>();
    private readonly usualTimes = new UsualTimes();
    private running = false;
    private lastListAt = Number.NEGATIVE_INFINITY;
    /** Wakes the loop when a wait starts or ends, or a response arrives. */
    private change = new AbortController();

    constructor(
        private readonly source: PollSource<T>,
        private readonly clock: Clock,
        /** A number from 0 to 1. */
        private readonly random: () => number,
    ) {}

    /** Polls `id` until `observe` returns true or throws; also resolves when the deadline passes or the signal aborts. */
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
                wasPending: false,
                poll: undefined,
                overdueAt: never,
                resolve,
                reject,
                abort: () => this.end(waiter, resolve),
                inOperation: AsyncLocalStorage.snapshot(),
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
            const next = this.nextPollAt();
            if (next <= now) {
                this.poll(now);
                continue;
            }
            this.change = new AbortController();
            await this.clock.sleep(Math.min(next, this.nextCheckAt()) - now, this.change.signal);
            this.checkPolls(this.clock.now());
        }
        this.running = false;
    }

    private nextPollAt(): number {
        const due = Math.min(...[...this.waiters].map(({ poll, dueAt }) => (poll ? never : dueAt)));
        return this.shares() ? Math.max(due, this.lastListAt + shortestIntervalMs) : due;
    }

    private shares(): boolean {
        return new Set([...this.waiters].map((waiter) => waiter.id)).size > polledOneByOne;
    }

    /** A waiter that starts during a poll gets its own: the pending response may be too old. */
    private poll(now: number): void {
        const shared = this.shares();
        const served = [...this.waiters].filter(({ poll, dueAt }) => !poll && (shared || dueAt <= now));
        if (shared) void this.list(served, now);
        else this.getEach(served);
    }

    private async list(waiters: readonly Waiter<T>[], now: number): Promise<void> {
        this.lastListAt = now;
        const since = Math.min(...waiters.map((waiter) => waiter.since));
        const { poll, bounds, send } = this.begin(waiters);
        const found = new Map<string, T>();
        try {
            const list = () => this.source.list(since - clockSkewMs, bounds);
            for (const value of await send(list)) found.set(value.id, value);
        } catch (error) {
            if (isTransient(error)) {
                this.fail(waiters, poll, error);
                return;
            }
            // A refused list says nothing about a single thing: each is polled by itself.
        }
        for (const waiter of waiters) {
            const value = found.get(waiter.id);
            if (value) this.deliver(waiter, poll, () => waiter.observer.observe(value));
        }
        this.getEach(waiters.filter((waiter) => waiter.poll === poll));
    }

    private getEach(waiters: readonly Waiter<T>[]): void {
        for (const id of new Set(waiters.map((waiter) => waiter.id))) {
            const those = waiters.filter((waiter) => waiter.id === id);
            void this.get(id, those);
        }
    }

    private async get(id: string, waiters: readonly Waiter<T>[]): Promise<void> {
        const { poll, bounds, send } = this.begin(waiters);
        try {
            const value = await send(() => this.source.get(id, bounds));
            for (const waiter of waiters) this.deliver(waiter, poll, () => waiter.observer.observe(value));
        } catch (error) {
            this.fail(waiters, poll, error);
        }
    }

    /** The request continues while anybody waits for it. */
    private begin(waiters: readonly Waiter<T>[]) {
        const [first] = waiters;
        const poll = { began: this.clock.now(), random: this.random(), controller: new AbortController() };
        for (const waiter of waiters) {
            waiter.poll = poll;
            waiter.overdueAt = poll.began + overdueMs;
        }
        const deadline = Math.max(...waiters.map((waiter) => endOf(waiter, poll)));
        const bounds: Bounds = { deadline, signal: poll.controller.signal };
        // To observers, a shared poll is a request of its first waiter.
        const send = <R>(request: () => R) => (first ? first.inOperation(request) : request());
        return { poll, bounds, send };
    }

    private fail(waiters: readonly Waiter<T>[], poll: Poll, error: unknown): void {
        for (const waiter of waiters) {
            this.deliver(waiter, poll, () => {
                // An unavailable cloud does not fail a wait.
                if (!isTransient(error)) throw error;
                waiter.observer.unavailable(poll.began, error);
                return false;
            });
        }
    }

    private deliver(waiter: Waiter<T>, poll: Poll, isOver: () => boolean): void {
        if (waiter.poll !== poll) return;
        const now = this.clock.now();
        const { since, bounds, observer, wasPending } = waiter;
        waiter.poll = undefined;
        this.change.abort();
        try {
            const over = isOver();
            if (over && wasPending && observer.kind !== undefined)
                this.usualTimes.add(observer.kind, now - since);
            if (over || now >= bounds.deadline) this.end(waiter, waiter.resolve);
            waiter.wasPending = true;
            waiter.dueAt = Math.min(now + this.intervalMs(observer, now - since, poll), bounds.deadline);
        } catch (error) {
            this.end(waiter, () => waiter.reject(error));
        }
    }

    private intervalMs(observer: Observer<T>, waitedMs: number, { random }: Poll): number {
        const told = observer.nearness?.() ?? "unknown";
        const usual = this.usualTimes.nearness(observer.kind, waitedMs);
        return pollIntervalMs(waitedMs, told === "far" || usual === "unknown" ? told : usual, random);
    }

    private nextCheckAt(): number {
        const checks = [...this.waiters].map((waiter) =>
            waiter.poll ? Math.min(endOf(waiter, waiter.poll), waiter.overdueAt) : never,
        );
        return Math.min(...checks);
    }

    /** While no response arrives, ends waits whose deadline has passed and reports overdue polls. */
    private checkPolls(now: number): void {
        for (const waiter of [...this.waiters]) {
            const { poll } = waiter;
            if (!poll || now < Math.min(endOf(waiter, poll), waiter.overdueAt)) continue;
            waiter.observer.unavailable(poll.began);
            waiter.overdueAt = now + overdueMs;
            if (now >= endOf(waiter, poll)) this.end(waiter, waiter.resolve);
        }
    }

    private end(waiter: Waiter<T>, settle: () => void): void {
        this.waiters.delete(waiter);
        waiter.bounds.signal.removeEventListener("abort", waiter.abort);
        const { poll } = waiter;
        waiter.poll = undefined;
        if (poll && ![...this.waiters].some((other) => other.poll === poll)) poll.controller.abort();
        this.change.abort();
        settle();
    }
}

function endOf(waiter: Pick<Waiter<unknown>, "bounds">, poll: Poll): number {
    return Math.max(waiter.bounds.deadline, poll.began + lastPollMs);
}

/** Whether the cloud is only temporarily unavailable. */
export function isTransient(error: unknown): error is ApiError {
    return hasCode(error, "server_error", "no_answer", "unreachable", "unreadable", "rate_limited");
}

import { setImmediate as turn } from "node:timers/promises";
import axios, { type AxiosAdapter } from "axios";
import type { Clock } from "../../provider/src/api/clock";

interface Sleeper {
    at: number;
    wake(): void;
}

/** Turns of the event loop without a request under way after which nothing more will happen by itself. */
const idleTurns = 20;

/** Time that stands still until everything waits for it, and then jumps to the next thing that happens. */
export class ManualClock implements Clock {
    private time = Date.parse("2026-01-01T00:00:00Z");
    private readonly sleepers = new Set<Sleeper>();
    private underWay = 0;

    readonly now = () => this.time;

    /** How many sleep. */
    get sleeping(): number {
        return this.sleepers.size;
    }

    readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
        new Promise((resolve) => {
            if (signal?.aborted) return resolve();
            const sleeper: Sleeper = {
                at: this.time + milliseconds,
                wake: () => {
                    this.sleepers.delete(sleeper);
                    signal?.removeEventListener("abort", sleeper.wake);
                    resolve();
                },
            };
            this.sleepers.add(sleeper);
            signal?.addEventListener("abort", sleeper.wake, { once: true });
        });

    advance(seconds: number): void {
        this.time += seconds * 1000;
        for (const sleeper of [...this.sleepers]) if (sleeper.at <= this.time) sleeper.wake();
    }

    /** Stands still until `work` is over, which takes time of the machine and not of the test. */
    async during<T>(work: Promise<T>): Promise<T> {
        this.underWay++;
        try {
            return await work;
        } finally {
            this.underWay--;
        }
    }

    /** axios's own network; the clock stands still while a request is under way. */
    readonly adapter: AxiosAdapter = (config) => this.during(axios.getAdapter("http")(config));

    /** Lets time pass until `work` is over. */
    async run<T>(work: Promise<T>): Promise<T> {
        let over = false;
        const end = () => {
            over = true;
        };
        work.then(end, end);
        let idle = 0;
        let seen = this.time;
        while (!over) {
            await turn();
            // Several may run at once: a jump of one is news for all of them.
            idle = this.underWay > 0 || this.time !== seen ? 0 : idle + 1;
            seen = this.time;
            const next = Math.min(...[...this.sleepers].map((sleeper) => sleeper.at));
            if (idle < idleTurns || !Number.isFinite(next)) continue;
            this.advance((next - this.time) / 1000);
            // Also where it was no jump at all: what was woken goes first.
            idle = 0;
        }
        return await work;
    }
}

import { Failure } from "./failure";
import type { Context } from "./lifecycle";

/** Runs the work of one key one after another, in the order in which it was asked for. */
export class Locks {
    /** Who waits for each key that is held, the next one first. */
    private readonly queues = new Map<string, (() => void)[]>();

    isHeld(key: string): boolean {
        return this.queues.has(key);
    }

    /** Rejects with the signal's reason where it aborts before the turn comes; then the work never runs. */
    async hold<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
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

/** How often the row is told again; the status line leaves out what it showed a moment ago. */
const repeatMs = 10_000;

/**
 * Runs `work` while no other change of that server runs. The row says that it waits for its turn, and the time in the
 * queue does not count: the context's deadline moves by it.
 */
export async function exclusively<T>(context: Context, serverId: string, work: () => Promise<T>): Promise<T> {
    const { clock, signal, cloud } = context;
    const asked = clock.now();
    const queued = new AbortController();
    const doing = `waiting for another change of server ${serverId}`;
    const begin = () => {
        queued.abort();
        context.deadline += clock.now() - asked;
        return work();
    };
    if (cloud.locks.isHeld(serverId)) void repeat(context, doing, queued.signal);
    try {
        return await cloud.locks.hold(serverId, begin, signal);
    } catch (error) {
        if (queued.signal.aborted) throw error;
        queued.abort();
        const after = `${Math.round((clock.now() - asked) / 1000)} s`;
        throw new Failure(
            `interrupted after ${after}, while ${doing}`,
            "Run the same command again to go on.",
        );
    }
}

async function repeat({ clock, report }: Context, status: string, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
        report(status);
        await clock.sleep(repeatMs, over);
    }
}

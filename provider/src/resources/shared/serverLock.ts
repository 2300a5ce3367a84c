import type { Context } from "../../core/handler";
import { Failure } from "../../errors/failure";

/** How often the status is reported again; the status line drops recent repeats. */
const repeatMs = 10_000;

/**
 * Runs `work` while no other change of that server runs. The status line says that it is waiting, and the time in the queue
 * does not count: the context's deadline is extended by it.
 */
export async function withServerLock<T>(
    context: Context,
    serverId: string,
    work: () => Promise<T>,
): Promise<T> {
    const { clock, signal, cloud } = context;
    const asked = clock.now();
    const queued = new AbortController();
    const status = `waiting for another change of server ${serverId}`;
    const begin = () => {
        queued.abort();
        context.deadline += clock.now() - asked;
        return work();
    };
    if (cloud.serverLocks.isHeld(serverId)) void repeat(context, status, queued.signal);
    try {
        return await cloud.serverLocks.runExclusive(serverId, begin, signal);
    } catch (error) {
        if (queued.signal.aborted) throw error;
        queued.abort();
        const elapsed = `${Math.round((clock.now() - asked) / 1000)} s`;
        throw new Failure(
            `interrupted after ${elapsed} ${status}`,
            "Run the same command again to continue.",
        );
    }
}

async function repeat({ clock, report }: Context, status: string, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
        report(status);
        await clock.sleep(repeatMs, over);
    }
}

import type { Context } from "../../core/handler";
import { Failure } from "../../errors/failure";

/** How often the row is told again; the status line leaves out what it showed a moment ago. */
const repeatMs = 10_000;

/**
 * Runs `work` while no other change of that server runs. The row says that it waits for its turn, and the time in the
 * queue does not count: the context's deadline moves by it.
 */
export async function withServerLock<T>(
    context: Context,
    serverId: string,
    work: () => Promise<T>,
): Promise<T> {
    const { clock, signal, cloud } = context;
    const asked = clock.now();
    const queued = new AbortController();
    const doing = `waiting for another change of server ${serverId}`;
    const begin = () => {
        queued.abort();
        context.deadline += clock.now() - asked;
        return work();
    };
    if (cloud.serverLocks.isHeld(serverId)) void repeat(context, doing, queued.signal);
    try {
        return await cloud.serverLocks.runExclusive(serverId, begin, signal);
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

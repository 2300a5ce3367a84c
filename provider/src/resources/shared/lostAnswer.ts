import { isTransient } from "../../cloud/poller";
import type { RegionClient } from "../../cloud/regionClient";
import { type Context, withGracePeriod } from "../../core/handler";

const retryMs = 1000;

/** Looks for the result of a lost response until the cloud responds, one last time even after the deadline or a cancel. */
export async function retryUntilAnswered<T>(
    context: Context,
    look: (cloud: RegionClient) => Promise<T>,
): Promise<T> {
    for (;;) {
        const isLast = isTimeUp(context);
        try {
            return await look(isLast ? withGracePeriod(context) : context.cloud);
        } catch (error) {
            if (isLast || !(isTimeUp(context) || isTransient(error))) throw error;
            await context.clock.sleep(retryMs, context.signal);
        }
    }
}

/** Whether the deadline has passed or the run was cancelled. */
export function isTimeUp({ clock, deadline, signal }: Context): boolean {
    return signal.aborted || clock.now() >= deadline;
}

import type { Cloud } from "../runtime/cloud";
import { type Context, lastLook } from "../runtime/lifecycle";
import { isPassing } from "../runtime/watcher";

const lookAgainMs = 1000;

/** Looks for what a lost answer would have told: until the cloud says, the last time also after the deadline or a cancel. */
export async function lookUntilTold<T>(context: Context, look: (cloud: Cloud) => Promise<T>): Promise<T> {
    for (;;) {
        const isLast = isOver(context);
        try {
            return await look(isLast ? lastLook(context) : context.cloud);
        } catch (error) {
            if (isLast || !(isOver(context) || isPassing(error))) throw error;
            await context.clock.sleep(lookAgainMs, context.signal);
        }
    }
}

/** Whether the time is over, or the run was cancelled. */
export function isOver({ clock, deadline, signal }: Context): boolean {
    return signal.aborted || clock.now() >= deadline;
}

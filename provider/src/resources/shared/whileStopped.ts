import type { Server } from "../../api/services/servers";
import { type Context, withGracePeriod } from "../../core/handler";
import { Failure, messageOf } from "../../errors/failure";
import { performAction, waitForServer, whenIdle } from "./serverTransitions";

/** How long the server may take to start if the deadline has passed. */
const restartMs = 300_000;

/** Stops a running server during `work` and starts it again afterwards, even if the work failed. */
export async function whileStopped<T>(
    context: Context,
    server: Server,
    setting: string,
    work: () => Promise<T>,
): Promise<T> {
    const { id } = server;
    if ((await whenIdle(context, server, setting))?.status !== "ACTIVE") return await work();
    let done: T;
    try {
        await performAction(context, id, { "os-stop": null });
        await waitForServer(context, id, "stopped", { setting });
        done = await work();
    } catch (error) {
        // The original failure is the one to report.
        await start(context, id, setting).catch((reason: unknown) =>
            context.warn(
                `Server ${id} was stopped for this and could not be started again: ${messageOf(reason)}.`,
            ),
        );
        throw error;
    }
    await start(context, id, setting).catch((reason: unknown) => {
        throw new Failure(
            `it is done, but the server, which was stopped for it, could not be started again: ${messageOf(reason)}`,
            "Start the server.",
        );
    });
    return done;
}

/** First waits for tasks of the work that would keep the server from being started. */
async function start(context: Context, id: string, setting: string): Promise<void> {
    const { clock, deadline, signal, cloud } = context;
    // A cancelled run does not wait.
    if (signal.aborted) return await withGracePeriod(context).servers.act(id, { "os-start": null });
    const bounds = { deadline: Math.max(deadline, clock.now() + restartMs), signal };
    const patient = { ...context, ...bounds, cloud: cloud.within(bounds) };
    const server = await waitForServer(patient, id, "settled", { setting });
    if (server?.status !== "SHUTOFF") return;
    await performAction(patient, id, { "os-start": null });
    await waitForServer(patient, id, "started", { setting });
}

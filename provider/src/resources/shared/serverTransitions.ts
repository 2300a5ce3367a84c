import { hasCode } from "../../api/errors";
import type { Action, Server } from "../../api/services/servers";
import { isAmbiguous } from "../../api/transport";
import { gone, type Transition, type Wait, waitFor } from "../../cloud/waiter";
import type { Context } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure } from "../../errors/failure";

/** Transient statuses. */
const transient = [
    "BUILD",
    "REBOOT",
    "HARD_REBOOT",
    "RESIZE",
    "REVERT_RESIZE",
    "MIGRATING",
    "PASSWORD",
    "REBUILD",
] as const;

/** Stable statuses. */
const settled = [
    "ACTIVE",
    "SHUTOFF",
    "SHELVED",
    "SHELVED_OFFLOADED",
    "PAUSED",
    "SUSPENDED",
    "RESCUE",
    "ERROR",
    "VERIFY_RESIZE",
] as const;

/** Pending and target statuses of each wait; any other status fails it with the cloud's own reason. */
export const transitions = {
    built: {
        pending: ["BUILD"],
        target: ["ACTIVE"],
        allowNotFoundUntilSeen: true,
        early: ["scheduling", "networking", "block_device_mapping"],
        hint: "It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it.",
    },
    stopped: { pending: ["ACTIVE", "ERROR"], target: ["SHUTOFF"] },
    started: { pending: ["SHUTOFF"], target: ["ACTIVE"] },
    rebooted: { pending: ["REBOOT", "HARD_REBOOT"], target: ["ACTIVE"] },
    // NHN Cloud confirms a resize automatically; other clouds wait for a confirmation.
    resized: {
        pending: ["RESIZE", "MIGRATING"],
        target: ["ACTIVE", "SHUTOFF", "VERIFY_RESIZE"],
        wanted: "resized",
    },
    confirmed: { pending: ["VERIFY_RESIZE", "RESIZE"], target: ["ACTIVE", "SHUTOFF"], wanted: "confirmed" },
    // Some clouds offload a shelved server only later.
    shelved: { pending: ["ACTIVE", "SHUTOFF"], target: ["SHELVED", "SHELVED_OFFLOADED"], wanted: "shelved" },
    unshelved: { pending: ["SHELVED", "SHELVED_OFFLOADED"], target: ["ACTIVE"] },
    settled: { pending: transient, target: settled, wanted: "stable" },
    idle: {
        pending: transient,
        target: [...settled, gone, "DELETED", "SOFT_DELETED"],
        wanted: "stable",
    },
    deleted: { pending: "any", target: [gone, "DELETED", "SOFT_DELETED"], wanted: "deleted" },
} as const satisfies Record<string, Transition>;

/** Whether a server is deleted, although the cloud may still return it. */
export function isGone(server: Server | undefined): boolean {
    return server === undefined || ["DELETED", "SOFT_DELETED"].includes(server.status);
}

/**
 * A server that failed to build cannot be repaired; one that ran may recover by itself. If the cloud does not show when it
 * was launched, its previous state decides.
 */
export function failedToBuild({ status, launchedAt }: Server, before: Values = {}): boolean {
    if (status !== "ERROR" || launchedAt !== undefined) return status === "ERROR" && launchedAt === null;
    return before.status === "BUILD" || stateFailedToBuild(before);
}

/** In a state: the server in ERROR may have run, although the cloud does not show it. */
const mayHaveRunKey = "__mayHaveRun";

/** {@link failedToBuild}, for a server in state. */
export function stateFailedToBuild({ status, launchedAt, [mayHaveRunKey]: mayHaveRun }: Values): boolean {
    return status === "ERROR" && !launchedAt && mayHaveRun !== true;
}

/** What a state keeps about a server's launch. */
export function launchOf(live: Server, before?: Values): Values {
    const isOpen = live.status === "ERROR" && live.launchedAt === undefined && !failedToBuild(live, before);
    return { launchedAt: live.launchedAt ?? undefined, [mayHaveRunKey]: isOpen || undefined };
}

/** Waits for a transition of a server. Returns the server, or undefined if it no longer exists. */
export async function waitForServer(
    context: Context,
    id: string,
    transition: keyof typeof transitions,
    options: Pick<Wait<Server>, "until" | "setting">,
): Promise<Server | undefined> {
    return await waitFor({
        ...context,
        ...options,
        poller: context.cloud.serverPoller,
        id,
        transition: transitions[transition],
        // A deleted server may still show its last task.
        ...(transition === "deleted" ? {} : { task: (server: Server) => server.taskState }),
        reason: (server) => server.fault,
    });
}

/** How long to wait before a request to a busy server is retried. */
const busyMs = 2000;

/** Retries a request while the cloud refuses it because another task of the server is running. */
export async function retryWhileBusy<T>(
    { clock, deadline, signal }: Pick<Context, "clock" | "deadline" | "signal">,
    send: () => Promise<T>,
): Promise<T> {
    for (;;) {
        try {
            return await send();
        } catch (error) {
            if (!hasCode(error, "busy") || clock.now() + busyMs > deadline || signal.aborted) throw error;
            await clock.sleep(busyMs, signal);
        }
    }
}

/**
 * Performs an action of a server, and repeats it if the response was lost. A repeated request that is refused was carried
 * out the first time; the wait that follows shows it.
 */
export async function performAction(context: Context, id: string, action: Action): Promise<void> {
    const send = () => context.cloud.servers.act(id, action);
    try {
        await retryWhileBusy(context, send);
    } catch (error) {
        if (!isAmbiguous(error)) throw error;
        await context.clock.sleep(busyMs, context.signal);
        await send().catch((refusal: unknown) => {
            if (!hasCode(refusal, "busy", "conflict", "bad_request", "not_found")) throw refusal;
        });
    }
}

/** Waits until a task that another run started, such as a stop, has ended; undefined if the server no longer exists. */
export async function whenIdle(
    context: Context,
    found: Server | undefined,
    setting: string,
): Promise<Server | undefined> {
    return found?.taskState ? await waitForServer(context, found.id, "idle", { setting }) : found;
}

/** Deletes a server that was just read, and waits until it is gone; a missing server is not an error. */
export async function deleteServer(
    context: Context,
    id: string,
    found: Server | undefined,
    { stopBefore, setting }: { stopBefore: boolean; setting: string },
): Promise<void> {
    const { servers } = context.cloud;
    if (found?.isProtected) {
        throw new Failure(
            "its deletion protection is enabled",
            "Disable it in the NHN Cloud console, then run the same command again.",
        );
    }
    if (stopBefore && (await whenIdle(context, found, setting))?.status === "ACTIVE") {
        await performAction(context, id, { "os-stop": null });
        await waitForServer(context, id, "stopped", { setting });
    }
    if (await retryWhileBusy(context, () => servers.delete(id)))
        await waitForServer(context, id, "deleted", { setting });
}

import { hasCode } from "../../api/errors";
import type { Action, Server } from "../../api/services/servers";
import { isAmbiguous } from "../../api/transport";
import { gone, type Transition, type Wait, waitFor } from "../../cloud/waiter";
import type { Context } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure } from "../../errors/failure";

/** Statuses that end by themselves. */
const passing = [
    "BUILD",
    "REBOOT",
    "HARD_REBOOT",
    "RESIZE",
    "REVERT_RESIZE",
    "MIGRATING",
    "PASSWORD",
    "REBUILD",
] as const;

/** Statuses that stay. */
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

/** What each wait takes as on the way and as done; any other status ends it with the cloud's own reason. */
export const transitions = {
    built: {
        pending: ["BUILD"],
        target: ["ACTIVE"],
        allowNotFoundUntilSeen: true,
        hint: "It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it.",
    },
    stopped: { pending: ["ACTIVE", "ERROR"], target: ["SHUTOFF"] },
    started: { pending: ["SHUTOFF"], target: ["ACTIVE"] },
    rebooted: { pending: ["REBOOT", "HARD_REBOOT"], target: ["ACTIVE"] },
    // VERIFY_RESIZE confirms itself on NHN Cloud, and waits for a confirmation on others.
    resized: {
        pending: ["RESIZE", "MIGRATING"],
        target: ["ACTIVE", "SHUTOFF", "VERIFY_RESIZE"],
        wanted: "resized",
    },
    confirmed: { pending: ["VERIFY_RESIZE", "RESIZE"], target: ["ACTIVE", "SHUTOFF"], wanted: "confirmed" },
    // Some clouds free the machine of a shelved server only later.
    shelved: { pending: ["ACTIVE", "SHUTOFF"], target: ["SHELVED", "SHELVED_OFFLOADED"], wanted: "shelved" },
    unshelved: { pending: ["SHELVED", "SHELVED_OFFLOADED"], target: ["ACTIVE"] },
    settled: { pending: passing, target: settled, wanted: "settled" },
    idle: {
        pending: passing,
        target: [...settled, gone, "DELETED", "SOFT_DELETED"],
        wanted: "settled",
    },
    deleted: { pending: "any", target: [gone, "DELETED", "SOFT_DELETED"], wanted: "gone" },
} as const satisfies Record<string, Transition>;

/** Statuses in which a server is deleted already, although the cloud still answers. */
export function isGone(server: Server | undefined): boolean {
    return server === undefined || ["DELETED", "SOFT_DELETED"].includes(server.status);
}

/**
 * A server that failed before it ever ran cannot be mended; one that ran may come back by itself. Where the cloud does not
 * tell when it was launched, what was last seen of it decides.
 */
export function failedToBuild({ status, launchedAt }: Server, before: Values = {}): boolean {
    if (status !== "ERROR" || launchedAt !== undefined) return status === "ERROR" && launchedAt === null;
    return before.status === "BUILD" || stateFailedToBuild(before);
}

/** In a state, that a server in ERROR may have run, although the cloud does not tell. */
const mayHaveRunKey = "__mayHaveRun";

/** {@link failedToBuild}, of a server in state. */
export function stateFailedToBuild({ status, launchedAt, [mayHaveRunKey]: mayHaveRun }: Values): boolean {
    return status === "ERROR" && !launchedAt && mayHaveRun !== true;
}

/** What a state keeps of a server's launch. */
export function launchOf(live: Server, before?: Values): Values {
    const isOpen = live.status === "ERROR" && live.launchedAt === undefined && !failedToBuild(live, before);
    return { launchedAt: live.launchedAt ?? undefined, [mayHaveRunKey]: isOpen || undefined };
}

/** Waits until a server has done something, and returns it as it then is; undefined where it is gone. */
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
        // A cloud that deletes may still name the task of before.
        ...(transition === "deleted" ? {} : { task: (server: Server) => server.taskState }),
        reason: (server) => server.fault,
    });
}

/** How long another task of the server is left to end before a request is tried again. */
const busyMs = 2000;

/** Sends a request again while the cloud refuses it because another task of the server runs. */
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
 * Asks a server to do something, and asks again where the answer was lost. A repeated request that is refused was
 * carried out the first time; the wait that follows tells.
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

/** A server once what another run began with it, such as a stop, has come to its end; undefined where it is gone. */
export async function whenIdle(
    context: Context,
    found: Server | undefined,
    setting: string,
): Promise<Server | undefined> {
    return found?.taskState ? await waitForServer(context, found.id, "idle", { setting }) : found;
}

/** Deletes a server as it was just seen, and waits until it is gone; one that is gone already is no error. */
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

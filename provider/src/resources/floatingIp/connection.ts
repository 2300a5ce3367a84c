import { hasCode } from "../../api/errors";
import type { FloatingIp } from "../../api/services/floatingIps";
import { gone, type Transition, waitFor } from "../../cloud/waiter";
import type { Context } from "../../core/handler";
import { Failure } from "../../errors/failure";
import { isTimeUp } from "../shared/lostAnswer";
import type { Target } from "./target";

const transitions = {
    connected: {
        pending: ["DOWN"],
        target: ["ACTIVE"],
        hint: "It is kept in the stack: the next pulumi up connects it again.",
    },
    // Without a server, either status is final.
    reserved: { pending: [], target: ["ACTIVE", "DOWN"], wanted: "connected" },
    listed: { pending: ["not in the server's addresses"], target: ["in the server's addresses"] },
    deleted: { pending: "any", target: [gone], wanted: "gone" },
} as const satisfies Record<string, Transition>;

const retryMs = 1000;

/** How long another floating IP of the stack may take to leave the port: two that swap servers move in the same run. */
const leavesWithinMs = 30_000;

/** Connects it to `target`, or disconnects it. */
export async function connect(
    context: Context,
    ip: FloatingIp,
    target: Target | undefined,
): Promise<FloatingIp> {
    const { cloud, clock, signal, report } = context;
    const { floatingIps } = cloud;
    const began = clock.now();
    let { portId } = ip;
    const disconnect = async () => {
        if (portId !== undefined) await floatingIps.update(ip.id, { portId: undefined });
        portId = undefined;
    };
    // A connection that failed is started over.
    if (ip.status === "ERROR") await disconnect();
    for (;;) {
        try {
            return await floatingIps.update(ip.id, { portId: target?.port.id, fixedIp: target?.fixedIp });
        } catch (error) {
            if (!target || !hasCode(error, "conflict")) throw error;
            const holder = await holderOf(context, ip, target);
            if (!holder) throw error;
            if (isTimeUp(context) || clock.now() - began > leavesWithinMs) throw stillHeld(holder, target);
            // The other one may be waiting for this one's port.
            await disconnect();
            report(`waiting for ${holder.address} to leave the port`);
            await clock.sleep(retryMs, signal);
        }
    }
}

/** Another floating IP of the stack that is connected to the target. */
async function holderOf(
    { cloud, stack }: Context,
    { id }: FloatingIp,
    { port }: Target,
): Promise<FloatingIp | undefined> {
    for (const other of await cloud.floatingIps.list())
        if (other.portId === port.id && other.id !== id && (await stack.has(other.id))) return other;
    return undefined;
}

function stillHeld({ address }: FloatingIp, { port }: Target): Failure {
    return new Failure(
        `port ${port.id} is connected to ${address}, another floating IP of the stack`,
        "Keep only one of them; if this one was renamed in the program, give it an alias of the old name.",
    );
}

/** Waits until it is ACTIVE and in the server's addresses. */
export async function connected(
    context: Context,
    { id, address }: FloatingIp,
    { port }: Target,
    setting: string,
): Promise<FloatingIp | undefined> {
    const { cloud } = context;
    const { serverId } = port;
    const ip = await waitFor({
        ...context,
        poller: cloud.floatingIpPoller,
        id,
        transition: serverId === undefined ? transitions.reserved : transitions.connected,
        until: ({ portId }) => portId === port.id,
        setting,
    });
    if (serverId !== undefined) {
        const isListed = ({ addresses }: { addresses: { address: string }[] }) =>
            addresses.some((shown) => shown.address === address);
        await waitFor({
            ...context,
            poller: cloud.serverPoller,
            id: serverId,
            transition: transitions.listed,
            status: (server) => `${isListed(server) ? "" : "not "}in the server's addresses`,
            setting,
        });
    }
    return ip;
}

/** Deletes it after it was disconnected, which may take the cloud a moment. */
export async function deleteDisconnected(context: Context, id: string): Promise<void> {
    const { cloud, clock, signal } = context;
    const began = clock.now();
    for (;;) {
        try {
            if (!(await cloud.floatingIps.delete(id))) return;
            break;
        } catch (error) {
            const isLate = isTimeUp(context) || clock.now() - began > leavesWithinMs;
            if (isLate || !hasCode(error, "conflict", "bad_request", "busy")) throw error;
            await clock.sleep(retryMs, signal);
        }
    }
    await waitFor({
        ...context,
        poller: cloud.floatingIpPoller,
        id,
        transition: transitions.deleted,
        setting: "timeouts.delete",
    });
}

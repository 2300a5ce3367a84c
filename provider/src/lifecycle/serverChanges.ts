import { isDeepStrictEqual } from "node:util";
import { hasCode } from "../api/errors";
import type { Action, Server } from "../api/servers";
import { Failure } from "../runtime/failure";
import type { Context } from "../runtime/lifecycle";
import type { Values } from "../runtime/properties";
import { namesOfGroups } from "./groups";
import { eachGroupOnce, isLost } from "./heldGroups";
import { ownMetadata } from "./serverMetadata";
import type { ServerInputs } from "./serverProperties";
import { act, neverRan, type transitions, waitForServer } from "./serverTransitions";

/** A server that shall become what `inputs` say; `state` is what was asked for before. */
interface Change {
    id: string;
    state: Values;
    inputs: ServerInputs;
    /** The timeout that bounds it. */
    setting: string;
}

interface Step extends Change {
    context: Context;
    live: Server;
    /** Security groups as given, with the names that servers show. */
    groups: ReadonlyMap<string, string>;
    wait(transition: keyof typeof transitions, until?: (server: Server) => boolean): Promise<Server>;
}

/**
 * In the order that always works: what a server takes in any state, then its size (which wants it running or stopped,
 * not shelved), then its power, then a reboot (which wants it running). Each returns the server if it looked again.
 */
const steps: readonly ((step: Step) => Promise<Server | undefined>)[] = [
    rename,
    setMetadata,
    setGroups,
    resize,
    setPower,
    reboot,
];

/** Does what is missing, and returns the server when the cloud shows all of it. */
export async function converge(context: Context, change: Change, found: Server | undefined): Promise<Server> {
    const { id, inputs, setting } = change;
    const wait: Step["wait"] = async (transition, until) => {
        const server = await waitForServer(context, id, transition, { setting, ...(until ? { until } : {}) });
        if (!server) throw new Failure("it is gone from the cloud", "Run pulumi refresh, then pulumi up.");
        return server;
    };
    let live = found && isSettled(found) ? found : await wait("settled");
    if (neverRan(live)) {
        throw new Failure(
            `it failed before it ever ran${live.fault ? `: ${live.fault}` : ""}`,
            "The next pulumi up replaces it.",
        );
    }
    const given = [...(inputs.securityGroups ?? []), ...(groupsOf(change.state) ?? [])];
    const groups = await namesOfGroups(context.cloud, [...new Set(given)]);
    for (const step of steps) live = (await step({ ...change, context, live, groups, wait })) ?? live;

    const isDone = (server: Server) => isDeepStrictEqual(observed(inputs, server, groups), wanted(inputs));
    return isDone(live) ? live : await wait("settled", isDone);
}

function isSettled(server: Server): boolean {
    return (
        server.taskState === undefined &&
        ["ACTIVE", "SHUTOFF", "ERROR", "SHELVED", "SHELVED_OFFLOADED"].includes(server.status)
    );
}

// What a server shows of its inputs.

const powerOf: Readonly<Record<string, ServerInputs["powerState"]>> = {
    ACTIVE: "active",
    SHUTOFF: "stopped",
    SHELVED: "shelved",
    SHELVED_OFFLOADED: "shelved",
};

function wanted({ name, flavorId, securityGroups, metadata, powerState }: Partial<ServerInputs>): Values {
    return { name, flavorId, securityGroups, metadata, powerState };
}

/**
 * The inputs that can change in place, as the server has them: what differs is drift, or not done yet.
 * Groups and metadata are those that were asked for; others are not ours, unless in exclusive mode. A paused or broken
 * server has no power state.
 */
export function observed(
    inputs: Partial<ServerInputs>,
    live: Server,
    groups: ReadonlyMap<string, string>,
): Values {
    const { securityGroups, metadata, powerState } = inputs;
    const has = (group: string) => live.securityGroups.includes(groups.get(group) ?? group);
    return {
        name: live.name,
        flavorId: live.flavorId,
        securityGroups: securityGroups && [...securityGroups.filter(has), ...unwanted(inputs, live, groups)],
        metadata: metadata && ownMetadata(inputs, live.metadata),
        powerState: powerOf[live.status] ?? powerState,
    };
}

/** What a server may have, of now and of before: while it is known, the next update takes away what is no longer wanted. */
export function askedSoFar(
    before: Partial<ServerInputs>,
    { securityGroups = [], metadata }: Partial<ServerInputs>,
): Pick<ServerInputs, "securityGroups" | "metadata"> {
    return {
        securityGroups: [...new Set([...securityGroups, ...(before.securityGroups ?? [])])],
        metadata: { ...before.metadata, ...metadata },
    };
}

/** Groups that a server must not have, where its own list is all that it may have. */
function unwanted(
    { securityGroups, securityGroupsMode }: Partial<ServerInputs>,
    live: Server,
    groups: ReadonlyMap<string, string>,
): string[] {
    if (!securityGroups || securityGroupsMode !== "exclusive") return [];
    const names = securityGroups.map((group) => groups.get(group) ?? group);
    return live.securityGroups.filter((name) => !names.includes(name));
}

// Steps.

async function rename({ context, id, live, inputs }: Step): Promise<undefined> {
    if (live.name !== inputs.name) await context.cloud.servers.rename(id, inputs.name);
}

async function setMetadata({ context, id, live, state, inputs }: Step): Promise<undefined> {
    const { servers } = context.cloud;
    const declared = inputs.metadata ?? {};
    for (const [key, value] of Object.entries(declared)) {
        if (live.metadata[key] !== value) await servers.setMetadata(id, key, value);
    }
    const before = (state.metadata ?? {}) as Record<string, string>;
    const ours = { ...before, ...ownMetadata(inputs, live.metadata) };
    for (const key of Object.keys(ours)) {
        if (!(key in declared) && key in live.metadata) await servers.deleteMetadata(id, key);
    }
}

async function setGroups(step: Step): Promise<undefined> {
    const { context, id, live, state, inputs, groups } = step;
    const nameOf = (group: string) => groups.get(group) ?? group;
    const declared = inputs.securityGroups ?? [];
    const names = declared.map(nameOf);
    const added = eachGroupOnce(declared, groups).filter(
        (group) => !live.securityGroups.includes(nameOf(group)),
    );
    // A program that no longer speaks of groups leaves the server those it has.
    const before = inputs.securityGroups ? (groupsOf(state) ?? []) : [];
    const dropped = before.map(nameOf).filter((name) => !names.includes(name));
    const removed = new Set([...dropped, ...unwanted(inputs, live, groups)]);
    if (added.length + removed.size === 0) return;
    await context.cloud.locks.hold(id, async () => {
        for (const name of added) await act(context, id, { addSecurityGroup: { name } });
        for (const name of removed) {
            if (live.securityGroups.includes(name) && (await isLost(context, id, name, inputs)))
                await act(context, id, { removeSecurityGroup: { name } });
        }
    });
}

function groupsOf(state: Values): string[] | undefined {
    return state.securityGroups as string[] | undefined;
}

/** How long a cloud may show the old flavor of a settled server after it accepted a resize. */
const resizeShowsWithinMs = 30_000;

async function resize(step: Step): Promise<Server | undefined> {
    const { context, id, inputs, wait } = step;
    const { flavorId, diskConfig } = inputs;
    const live = step.live.status === "VERIFY_RESIZE" ? await confirm(step) : step.live;
    if (live.flavorId === flavorId) return live;
    if (powerOf[live.status] === "shelved") await move(step, "unshelve");
    await act(context, id, {
        resize: { flavorRef: flavorId, ...(diskConfig ? { "OS-DCF:diskConfig": diskConfig } : {}) },
    });
    const accepted = context.clock.now();
    const resized = await wait("resized", (server) => {
        if (server.flavorId === flavorId) return true;
        if (context.clock.now() - accepted < resizeShowsWithinMs) return false;
        throw new Failure(`the cloud gave up the resize and kept flavor ${server.flavorId}`);
    });
    return resized.status === "VERIFY_RESIZE" ? await confirm(step) : resized;
}

/** NHN Cloud confirms by itself, perhaps just now: a refusal means that there is nothing left to confirm. */
async function confirm({ context, id, wait }: Step): Promise<Server> {
    try {
        await act(context, id, { confirmResize: null });
    } catch (error) {
        if (!hasCode(error, "conflict", "bad_request", "forbidden", "not_found")) throw error;
    }
    return await wait("confirmed");
}

type Move = "os-start" | "os-stop" | "shelve" | "unshelve";

const endOf = {
    "os-start": "started",
    "os-stop": "stopped",
    shelve: "shelved",
    unshelve: "unshelved",
} as const satisfies Record<Move, keyof typeof transitions>;

/** How a server gets from where it is to where it shall be. */
const moves: Readonly<Record<string, Partial<Record<ServerInputs["powerState"], readonly Move[]>>>> = {
    ACTIVE: { stopped: ["os-stop"], shelved: ["shelve"] },
    // The vendor shelves running servers only.
    SHUTOFF: { active: ["os-start"], shelved: ["os-start", "shelve"] },
    SHELVED: { active: ["unshelve"], stopped: ["unshelve", "os-stop"] },
    SHELVED_OFFLOADED: { active: ["unshelve"], stopped: ["unshelve", "os-stop"] },
};

async function setPower(step: Step): Promise<Server | undefined> {
    let live: Server | undefined;
    for (const action of moves[step.live.status]?.[step.inputs.powerState] ?? [])
        live = await move(step, action);
    return live;
}

async function move({ context, id, wait }: Step, action: Move): Promise<Server> {
    await act(context, id, { [action]: null } as Action);
    return await wait(endOf[action]);
}

async function reboot({ context, id, state, inputs, wait }: Step): Promise<Server | undefined> {
    const { rebootTrigger, rebootType } = inputs;
    const triggered = rebootTrigger !== undefined && rebootTrigger !== state.rebootTrigger;
    if (!triggered || inputs.powerState !== "active") return undefined;
    await act(context, id, { reboot: { type: rebootType ?? "SOFT" } });
    return await wait("rebooted");
}

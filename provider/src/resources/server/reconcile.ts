import { isDeepStrictEqual } from "node:util";
import { type ApiError, hasCode } from "../../api/errors";
import { isSegment } from "../../api/paths";
import type { Action, Server } from "../../api/services/servers";
import { UnexpectedStatus } from "../../cloud/waiter";
import type { Context } from "../../core/handler";
import type { Values } from "../../core/properties";
import { show } from "../../core/validators";
import { Failure } from "../../errors/failure";
import { eachGroupOnce, isLost } from "../shared/groupHoldings";
import { namesOfGroups } from "../shared/groupNames";
import { withServerLock } from "../shared/serverLock";
import { failedToBuild, performAction, type transitions, waitForServer } from "../shared/serverTransitions";
import { ownMetadata } from "./metadata";
import type { ServerInputs } from "./properties";

/** A server to be brought to `inputs`; `state` is what was desired before. */
interface Change {
    id: string;
    state: Values;
    inputs: ServerInputs;
    /** The timeout that bounds it. */
    setting: string;
    /** The inputs to reconcile; all of them if omitted. */
    touched?: ReadonlySet<string>;
}

interface Step extends Change {
    context: Context;
    live: Server;
    /** The names of security groups, by how they are declared. */
    groups: ReadonlyMap<string, string>;
    wait(transition: keyof typeof transitions, until?: (server: Server) => boolean): Promise<Server>;
}

/**
 * In an order that always works: first what a server accepts in any state, then its metadata and its flavor (which require
 * it not to be shelved), then its power, then a reboot (which requires it to be running). Each returns the server if it
 * read it again.
 */
const steps: readonly { of: string; take(step: Step): Promise<Server | undefined> }[] = [
    { of: "name", take: rename },
    { of: "securityGroups", take: setGroups },
    { of: "metadata", take: setMetadata },
    { of: "flavorId", take: resize },
    { of: "powerState", take: setPower },
    { of: "rebootTrigger", take: reboot },
];

/** The input that a mode applies to. */
const aspects: Readonly<Record<string, string>> = {
    securityGroupsMode: "securityGroups",
    metadataMode: "metadata",
};

/** What an update may change: what its preview showed, and what an earlier operation left undone. */
export function touchedBy(changed: readonly string[], state: Values): ReadonlySet<string> {
    const unfinished = Array.isArray(state[unfinishedKey]) ? (state[unfinishedKey] as string[]) : [];
    const touched = new Set([...changed, ...unfinished].map((name) => aspects[name] ?? name));
    // A shelved server has to run to change these.
    const wantsRunning = touched.has("flavorId") || touched.has("metadata");
    if (wantsRunning && state.powerState === "shelved") touched.add("powerState");
    return touched;
}

/** In a state, the inputs that a failed operation was changing. */
const unfinishedKey = "__unfinished";

export function unfinishedInputs(touched: ReadonlySet<string> = new Set(steps.map(({ of }) => of))): Values {
    return { [unfinishedKey]: [...touched] };
}

/** Brings a server to its inputs, and returns it once the cloud shows them. */
export async function reconcile(
    context: Context,
    change: Change,
    found: Server | undefined,
): Promise<Server> {
    const { id, inputs, setting, touched } = change;
    const isTouched = (name: string) => touched?.has(name) ?? true;
    const wait: Step["wait"] = async (transition, until) => {
        const server = await waitForServer(context, id, transition, { setting, ...(until ? { until } : {}) });
        if (!server) throw new Failure("it no longer exists", "Run pulumi refresh, then pulumi up.");
        return server;
    };
    let live = found && isSettled(found) ? found : await wait("settled");
    if (failedToBuild(live, found?.status === "BUILD" ? { status: "BUILD" } : change.state)) {
        throw new UnexpectedStatus(
            `it failed to build${live.fault ? `: ${live.fault}` : ""}`,
            "The next pulumi up replaces it.",
            live,
        );
    }
    const declared = [...(inputs.securityGroups ?? []), ...(groupsOf(change.state) ?? [])];
    const groups = await namesOfGroups(context.cloud, [...new Set(declared)]);
    for (const { of, take } of steps) {
        if (isTouched(of)) live = (await take({ ...change, context, live, groups, wait })) ?? live;
    }
    const isDone = (server: Server) => {
        const shown = actualInputs(inputs, server, groups);
        return Object.entries(desiredInputs(inputs)).every(
            ([name, value]) => !isTouched(name) || isDeepStrictEqual(shown[name], value),
        );
    };
    return isDone(live) ? live : await wait("settled", isDone);
}

function isSettled(server: Server): boolean {
    return (
        server.taskState === undefined &&
        ["ACTIVE", "SHUTOFF", "ERROR", "SHELVED", "SHELVED_OFFLOADED"].includes(server.status)
    );
}

// The actual inputs of a server.

const powerOf: ReadonlyMap<string, ServerInputs["powerState"]> = new Map([
    ["ACTIVE", "active"],
    ["SHUTOFF", "stopped"],
    ["SHELVED", "shelved"],
    ["SHELVED_OFFLOADED", "shelved"],
]);

function desiredInputs({
    name,
    flavorId,
    securityGroups,
    metadata,
    powerState,
}: Partial<ServerInputs>): Values {
    return { name, flavorId, securityGroups, metadata, powerState };
}

/** Statuses that are neither a power state nor transient. */
const outOfOrder = ["PAUSED", "SUSPENDED", "RESCUE", "ERROR"];

/** A server in ERROR that should be active may recover by itself; a transient status counts as the desired one. */
function actualPower({ status }: Server, desired: string | undefined): string | undefined {
    const isDrift = outOfOrder.includes(status) && !(status === "ERROR" && desired === "active");
    return powerOf.get(status) ?? (isDrift ? status.toLowerCase() : desired);
}

/**
 * The inputs that can change in place, as the server has them: what differs is drift, or not done yet.
 * Security groups and metadata are the declared ones, plus all others in exclusive mode.
 */
export function actualInputs(
    inputs: Partial<ServerInputs>,
    live: Server,
    groups: ReadonlyMap<string, string>,
): Values {
    const { securityGroups, metadata, powerState } = inputs;
    const has = (group: string) => live.securityGroups.includes(groups.get(group) ?? group);
    return {
        name: live.name,
        flavorId: live.flavorId,
        securityGroups: securityGroups && [
            ...securityGroups.filter(has),
            ...undesiredGroups(inputs, live, groups),
        ],
        metadata: metadata && ownMetadata(inputs, live.metadata),
        powerState: actualPower(live, powerState),
    };
}

/** What was desired before or is desired now: kept in state, so that the next update removes what is no longer desired. */
export function mergeDesired(
    before: Partial<ServerInputs>,
    now: Partial<ServerInputs>,
): Pick<Partial<ServerInputs>, "securityGroups" | "metadata"> {
    const lists = [now, before].flatMap(({ securityGroups }) => (securityGroups ? [securityGroups] : []));
    const maps = [before, now].flatMap(({ metadata }) => (metadata ? [metadata] : []));
    return {
        ...(lists.length > 0 ? { securityGroups: [...new Set(lists.flat())] } : {}),
        ...(maps.length > 0 ? { metadata: Object.assign({}, ...maps) } : {}),
    };
}

/** In a state, what others added to exclusive lists: shown as drift, but not ours. */
const othersKey = "__addedByOthers";

function addedByOthers(state: Values): { securityGroups: string[]; metadata: string[] } {
    return { securityGroups: [], metadata: [], ...(state[othersKey] as object | undefined) };
}

export function othersAmong(
    inputs: Partial<ServerInputs>,
    live: Server,
    groups: ReadonlyMap<string, string>,
): Values {
    const isForeign = (key: string) => !Object.hasOwn(inputs.metadata ?? {}, key);
    const metadata = Object.keys(ownMetadata(inputs, live.metadata)).filter(isForeign);
    const securityGroups = undesiredGroups(inputs, live, groups);
    const isAny = metadata.length + securityGroups.length > 0;
    return { [othersKey]: isAny ? { securityGroups, metadata } : undefined };
}

/** In exclusive mode, the security groups that are not declared. */
function undesiredGroups(
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

async function setMetadata(step: Step): Promise<Server | undefined> {
    const { context, id, live, state, inputs, touched } = step;
    const { servers } = context.cloud;
    const declared = inputs.metadata ?? {};
    const shown = (key: string) => (Object.hasOwn(live.metadata, key) ? live.metadata[key] : undefined);
    const changed = Object.entries(declared).filter(([key, value]) => shown(key) !== value);
    const before = Object.keys(state.metadata ?? {}).filter(
        (key) => !addedByOthers(state).metadata.includes(key),
    );
    const own = Object.keys(ownMetadata(inputs, live.metadata));
    const dropped = [...new Set([...before, ...own])].filter(
        (key) => !Object.hasOwn(declared, key) && shown(key) !== undefined,
    );
    if (changed.length + dropped.length === 0) return undefined;
    const mayRun = touched?.has("powerState") ?? true;
    const isShelved = powerOf.get(live.status) === "shelved";
    const unshelved = isShelved && mayRun ? await move(step, "unshelve") : undefined;
    for (const [key, value] of changed) await servers.setMetadata(id, key, value);
    for (const key of dropped) {
        if (isSegment(key)) await servers.deleteMetadata(id, key);
        else context.warn(`Metadata ${show(key)} cannot be deleted, since its key cannot be part of a URL.`);
    }
    return unshelved;
}

async function setGroups(step: Step): Promise<undefined> {
    const { context, id, live, state, inputs, groups } = step;
    const nameOf = (group: string) => groups.get(group) ?? group;
    const has = (group: string) => live.securityGroups.includes(nameOf(group));
    const declared = eachGroupOnce(inputs.securityGroups ?? [], groups);
    const names = declared.map(nameOf);
    const added = declared.filter((group) => !has(group));
    // If securityGroups is no longer set, the server keeps its groups.
    const before = inputs.securityGroups ? (groupsOf(state) ?? []) : [];
    const ours = before.filter((group) => !addedByOthers(state).securityGroups.includes(group));
    const dropped = ours.filter((group) => !names.includes(nameOf(group)) && has(group));
    const removed = new Set([...dropped, ...undesiredGroups(inputs, live, groups)]);
    if (added.length + removed.size === 0) return;
    await withServerLock(context, id, async () => {
        for (const name of added) await performAction(context, id, { addSecurityGroup: { name } });
        for (const name of removed) {
            if (await isLost(context, id, name, inputs))
                await performAction(context, id, { removeSecurityGroup: { name } });
        }
    });
}

function groupsOf(state: Values): string[] | undefined {
    return state.securityGroups as string[] | undefined;
}

/** How long a settled server may show its old flavor after the cloud accepted a resize. */
const resizeShowsWithinMs = 30_000;

async function resize(step: Step): Promise<Server | undefined> {
    const { context, id, inputs, wait } = step;
    const { flavorId, diskConfig } = inputs;
    const live = step.live.status === "VERIFY_RESIZE" ? await confirm(step) : step.live;
    if (live.flavorId === flavorId) return live;
    if (powerOf.get(live.status) === "shelved") await move(step, "unshelve");
    await performAction(context, id, {
        resize: { flavorRef: flavorId, ...(diskConfig ? { "OS-DCF:diskConfig": diskConfig } : {}) },
    });
    const accepted = context.clock.now();
    const resized = await wait("resized", (server) => {
        if (server.flavorId === flavorId) return true;
        if (context.clock.now() - accepted < resizeShowsWithinMs) return false;
        throw new Failure(`the cloud abandoned the resize and kept flavor ${server.flavorId}`);
    });
    return resized.status === "VERIFY_RESIZE" ? await confirm(step) : resized;
}

/** NHN Cloud confirms automatically, perhaps just now: a refusal then means that there is nothing left to confirm. */
async function confirm({ context, id, wait }: Step): Promise<Server> {
    let refusal: ApiError | undefined;
    try {
        await performAction(context, id, { confirmResize: null });
    } catch (error) {
        if (!hasCode(error, "conflict", "bad_request", "forbidden", "not_found")) throw error;
        refusal = error;
    }
    return await wait("confirmed").catch((error: unknown) => {
        if (!refusal || !(error instanceof Failure)) throw error;
        throw new Failure(
            `${error.message}; confirming the resize was refused: ${refusal.message}`,
            error.hint,
        );
    });
}

type Move = "os-start" | "os-stop" | "shelve" | "unshelve";

const endOf = {
    "os-start": "started",
    "os-stop": "stopped",
    shelve: "shelved",
    unshelve: "unshelved",
} as const satisfies Record<Move, keyof typeof transitions>;

/** The actions that lead from a status to a power state. */
const moves: ReadonlyMap<string, Partial<Record<ServerInputs["powerState"], readonly Move[]>>> = new Map([
    ["ACTIVE", { stopped: ["os-stop"], shelved: ["shelve"] }],
    // The vendor shelves running servers only.
    ["SHUTOFF", { active: ["os-start"], shelved: ["os-start", "shelve"] }],
    ["SHELVED", { active: ["unshelve"], stopped: ["unshelve", "os-stop"] }],
    ["SHELVED_OFFLOADED", { active: ["unshelve"], stopped: ["unshelve", "os-stop"] }],
    ["ERROR", { stopped: ["os-stop"] }],
]);

async function setPower(step: Step): Promise<Server | undefined> {
    const { status, fault } = step.live;
    const { powerState } = step.inputs;
    if (powerOf.get(status) === powerState) return undefined;
    const path = moves.get(status)?.[powerState];
    if (!path) {
        throw new Failure(
            `powerState cannot change to "${powerState}" while the server is ${status}${fault ? ` (${fault})` : ""}`,
            "Bring the server to ACTIVE or SHUTOFF, then run pulumi up again.",
        );
    }
    let live: Server | undefined;
    for (const action of path) live = await move(step, action);
    return live;
}

async function move({ context, id, wait }: Step, action: Move): Promise<Server> {
    await performAction(context, id, { [action]: null } as Action);
    return await wait(endOf[action]);
}

async function reboot({ context, id, state, inputs, wait }: Step): Promise<Server | undefined> {
    const { rebootTrigger, rebootType } = inputs;
    const triggered = rebootTrigger !== undefined && rebootTrigger !== state.rebootTrigger;
    if (!triggered || inputs.powerState !== "active") return undefined;
    await performAction(context, id, { reboot: { type: rebootType ?? "SOFT" } });
    return await wait("rebooted");
}

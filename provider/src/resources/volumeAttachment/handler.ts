import type { Clock } from "../../api/clock";
import { hasCode } from "../../api/errors";
import type { Attachment } from "../../api/services/volumeAttachments";
import type { Volume } from "../../api/services/volumes";
import { isAmbiguous } from "../../api/transport";
import { isUuid } from "../../api/uuid";
import { gone, type Transition, waitFor } from "../../cloud/waiter";
import { type Actual, type Context, type ResourceHandler, unchanged } from "../../core/handler";
import type { Holding } from "../../core/holdings";
import type { Values } from "../../core/properties";
import { Failure, PartialError } from "../../errors/failure";
import { checkReferences } from "../../preflight/references";
import { assertAdoptable, findToAdopt } from "../shared/adoption";
import { withServerLock } from "../shared/serverLock";
import { retryWhileBusy } from "../shared/serverTransitions";
import { whileStopped } from "../shared/whileStopped";
import { volumeAttachmentProperties } from "./properties";

interface Pair {
    serverId: string;
    volumeId: string;
}

/** The statuses of a volume; "error" and the like fail a wait immediately. */
const transitions = {
    attached: {
        pending: ["available", "reserved", "attaching", "maintenance"],
        target: ["in-use"],
        hint: "Once the volume is available, the next pulumi up attaches it again.",
    },
    detached: {
        pending: ["in-use", "detaching", "maintenance", "reserved"],
        target: ["available", gone],
        wanted: "available",
        hint: "Once the volume is in use, run the command again to detach it.",
    },
} as const satisfies Record<string, Transition>;

/** "Volume Attachment" of the guide. */
export const volumeAttachmentHandler: ResourceHandler = {
    properties: volumeAttachmentProperties,
    timeouts: { create: 600, update: 600, delete: 600 },

    describe: (operation, state, id) => {
        const [serverId, volumeId] = id?.split("/") ?? [state.serverId, state.volumeId];
        if (!volumeId) return `Reading attachment "${id}"`;
        const what = `volume ${volumeId} to server ${serverId}`;
        const verbs = {
            create: `Attaching ${what}`,
            import: `Importing the attachment of ${what}`,
            read: `Reading the attachment of ${what}`,
            update: `Attaching ${what}`,
            delete: `Detaching volume ${volumeId} from server ${serverId}`,
        };
        return verbs[operation];
    },

    preflight: checkReferences,

    diff: (changes) => ({ ...changes, deleteBeforeReplace: true }),

    holds: (inputs) => ({ all: [holdingOf(inputs as unknown as Pair)] }),

    async create(context, inputs) {
        const pair = inputs as unknown as Pair;
        const id = `${pair.serverId}/${pair.volumeId}`;
        const existing = await imported(context, inputs);
        if (existing) context.stack.adopt(id);
        return await withServerLock(context, pair.serverId, async () => {
            const made =
                existing ??
                (await attach(context, pair).catch((error: unknown) => {
                    // It may have been attached nevertheless.
                    throw isAmbiguous(error) ? new PartialError(id, error) : error;
                }));
            try {
                return { id, actual: actualOf(pair, await attached(context, pair, made, "timeouts.create")) };
            } catch (error) {
                throw new PartialError(id, error);
            }
        });
    },

    async findExisting(context, inputs) {
        const found = await imported(context, inputs);
        return found && { id: String(context.importId) };
    },

    async read({ cloud }, id, state) {
        const pair = pairOf(id);
        // While the server lists the volume, the attachment is the one that is known.
        const server = isKnown(state) ? await cloud.reads.servers.find(pair.serverId) : undefined;
        if (server?.volumeIds.includes(pair.volumeId)) return { inputs: { ...pair }, outputs: {} };
        const found = await cloud.attachments.get(pair.serverId, pair.volumeId);
        return found && actualOf(pair, found);
    },

    async update(context, id, state) {
        const pair = pairOf(id);
        return await withServerLock(context, pair.serverId, async () => {
            try {
                const { serverId, volumeId } = pair;
                // The cloud may have detached it again after an earlier run.
                const made =
                    (await context.cloud.attachments.get(serverId, volumeId)) ??
                    (await attach(context, pair));
                return actualOf(pair, await attached(context, pair, made, "timeouts.update"));
            } catch (error) {
                throw new PartialError(id, error, unchanged(state));
            }
        });
    },

    async delete(context, id, state) {
        const pair = pairOf(id);
        const holder = await context.stack.otherHolder(holdingOf(pair));
        if (holder !== undefined) return context.report(`kept for ${holder}`);
        await withServerLock(context, pair.serverId, async () => {
            const stops = state.stopBeforeDetach === true;
            const server = stops ? await context.cloud.servers.get(pair.serverId) : undefined;
            const work = () => detach(context, pair);
            await (server ? whileStopped(context, server, "timeouts.delete", work) : work());
        });
    },
};

function isKnown(state: Values | undefined): boolean {
    return state?.attachmentId !== undefined && state.device !== undefined;
}

function pairOf(id: string): Pair {
    const [serverId = "", volumeId = "", ...rest] = id.split("/");
    if (!isUuid(serverId) || !isUuid(volumeId) || rest.length > 0) {
        throw new Failure(`"${id}" is not a volume attachment id`, "Use SERVER_ID/VOLUME_ID.");
    }
    return { serverId, volumeId };
}

/** Whatever is attached already is adopted without being asked for, so `adoptExisting` finds nothing. */
async function imported(context: Context, inputs: Values): Promise<Attachment | undefined> {
    const { serverId, volumeId } = inputs as { [K in keyof Pair]?: string };
    const byName = async () => undefined;
    return await findToAdopt(
        context,
        {},
        {
            byName,
            async byId(id) {
                const pair = pairOf(id);
                const found = await context.cloud.attachments.get(pair.serverId, pair.volumeId);
                if (found) {
                    assertAdoptable(context, "the attachment", [
                        { property: "serverId", desired: serverId, actual: pair.serverId },
                        { property: "volumeId", desired: volumeId, actual: pair.volumeId },
                    ]);
                }
                return found;
            },
        },
    );
}

function holdingOf({ serverId, volumeId }: Pair): Holding {
    return { what: "volume", serverId, value: volumeId };
}

function actualOf({ serverId, volumeId }: Pair, { id, device }: Attachment): Actual {
    return { inputs: { serverId, volumeId }, outputs: { attachmentId: id, device } };
}

/**
 * Succeeds if the volume is already attached to this server. So the request is safe to repeat after a lost response: the
 * cloud refuses to attach a volume twice.
 */
async function attach(context: Context, pair: Pair): Promise<Attachment> {
    const { serverId, volumeId } = pair;
    const { attachments } = context.cloud;
    for (let isLast = false; ; isLast = true) {
        try {
            return await retryWhileBusy(context, () => attachments.create(serverId, volumeId));
        } catch (error) {
            if (!isAmbiguous(error) && !hasCode(error, "bad_request", "conflict")) throw error;
            const existing = await attachments.get(serverId, volumeId);
            if (existing) return existing;
            if (!isAmbiguous(error)) throw (await heldElsewhere(context, pair)) ?? error;
            if (isLast) throw error;
        }
    }
}

/** Why a volume is not free: another attachment of this stack, which the engine may delete only after this create. */
async function heldElsewhere({ cloud, stack }: Context, { volumeId }: Pair): Promise<Failure | undefined> {
    if (!(await cloud.hasBlockStorage())) return undefined;
    for (const { serverId } of (await cloud.volumes.get(volumeId))?.attachments ?? []) {
        const holder = await stack.otherHolder(holdingOf({ serverId, volumeId }));
        if (holder !== undefined) {
            return new Failure(
                `${holder} of the same program keeps it attached to server ${serverId}`,
                "Keep only one of the two.",
            );
        }
        if (!(await stack.has(`${serverId}/${volumeId}`))) continue;
        return new Failure(
            `an attachment that is no longer in the program keeps it attached to server ${serverId} until the end of this run`,
            "Give this resource the old one's name, or an alias of it, so that it replaces the old one; or run pulumi up without this resource first.",
        );
    }
    return undefined;
}

/** Waits until the volume is in use by the server; where nobody may see volumes, the server must list it. */
async function attached(
    context: Context,
    pair: Pair,
    made: Attachment,
    setting: string,
): Promise<Attachment> {
    const isConfirmed = await waitForVolume(context, pair, "attached", setting);
    if (isConfirmed && made.device !== "") return made;
    const found = await context.cloud.attachments.get(pair.serverId, pair.volumeId);
    if (found) return found;
    throw new Failure("the server does not list the volume", "Run pulumi up to attach it again.");
}

/** After a lost response, the cloud refuses a second DELETE: the status of the volume then tells whether it is being detached. */
async function detach(context: Context, pair: Pair): Promise<void> {
    const { attachments } = context.cloud;
    let accepted = false;
    let refusal: unknown;
    try {
        accepted = await retryWhileBusy(context, () => attachments.delete(pair.serverId, pair.volumeId));
    } catch (error) {
        if (!hasCode(error, "bad_request", "conflict")) throw error;
        refusal = error;
    }
    if (accepted || (await isDetaching(context, pair))) {
        await waitForVolume(context, pair, "detached", "timeouts.delete");
    } else if (refusal) {
        throw refusal;
    }
}

async function isDetaching({ cloud }: Context, { volumeId }: Pair): Promise<boolean> {
    return (await cloud.hasBlockStorage()) && (await cloud.volumes.get(volumeId))?.status === "detaching";
}

/** Where a volume starts and what it passes through: if it goes back, the cloud has given up. */
const ways = {
    // The old status may be shown for a moment after the request was accepted.
    attached: { from: "available", through: ["reserved", "attaching"], leavesWithinMs: 30_000 },
    detached: { from: "in-use", through: ["detaching"], leavesWithinMs: Number.POSITIVE_INFINITY },
} as const satisfies Record<
    keyof typeof transitions,
    { from: string; through: readonly string[]; leavesWithinMs: number }
>;

/** The status, told apart from the same status before the request. */
function statusOnTheWay(clock: Clock, transition: keyof typeof ways): (volume: Volume) => string {
    const { from, leavesWithinMs } = ways[transition];
    const through: readonly string[] = ways[transition].through;
    const accepted = clock.now();
    let hasLeft = false;
    return ({ status }) => {
        hasLeft ||= through.includes(status);
        const isBack = status === from && (hasLeft || clock.now() - accepted > leavesWithinMs);
        return isBack ? `${status} again` : status;
    };
}

/** False if the cloud does not show volumes. */
async function waitForVolume(
    context: Context,
    { serverId, volumeId }: Pair,
    transition: keyof typeof transitions,
    setting: string,
): Promise<boolean> {
    const { cloud, clock } = context;
    const shared = { ...context, transition: transitions[transition], setting };
    const showsVolumes = await cloud.hasBlockStorage();
    if (showsVolumes) {
        await waitFor({
            ...shared,
            poller: cloud.volumePoller,
            id: volumeId,
            status: statusOnTheWay(clock, transition),
            until: ({ attachments }) =>
                transition === "detached" || attachments.some((one) => one.serverId === serverId),
        });
    }
    if (transition === "detached")
        await waitFor({ ...shared, poller: cloud.attachmentPoller, id: `${serverId}/${volumeId}` });
    return showsVolumes;
}

import { hasCode } from "../api/errors";
import { isAmbiguous } from "../api/transport";
import type { Attachment } from "../api/volumeAttachments";
import { Failure, Unfinished } from "../runtime/failure";
import { type Context, commonProperties, isUuid, type Lifecycle, uuid } from "../runtime/lifecycle";
import { exclusively } from "../runtime/locks";
import { flag, type Values } from "../runtime/properties";
import { gone, type Transition, waitFor } from "../runtime/wait";
import { checkExistence } from "./existence";
import { whenFree } from "./serverTransitions";
import { whileStopped } from "./whileStopped";

interface Pair {
    serverId: string;
    volumeId: string;
}

/** What a volume goes through; "error" and the like end a wait at once. */
const transitions = {
    attached: {
        pending: ["available", "reserved", "attaching", "maintenance"],
        target: ["in-use"],
    },
    detached: {
        pending: ["in-use", "detaching", "maintenance", "reserved"],
        target: ["available", gone],
        wanted: "available",
    },
} as const satisfies Record<string, Transition>;

/** "Volume Attachment" of the guide. */
export const volumeAttachment: Lifecycle = {
    properties: {
        ...commonProperties,
        serverId: { rule: uuid, required: "the id of a server", onChange: "replace" },
        volumeId: { rule: uuid, required: "the id of a volume", onChange: "replace" },
        stopBeforeDetach: { rule: flag, onChange: "update" },
    },
    timeouts: { create: 600, update: 600, delete: 600 },

    doing: (operation, state, id) => {
        const [serverId, volumeId] = id?.split("/") ?? [state.serverId, state.volumeId];
        if (!volumeId) return `Reading attachment "${id}"`;
        const what = `volume ${volumeId} to server ${serverId}`;
        const verbs = {
            create: `Attaching ${what}`,
            read: `Reading the attachment of ${what}`,
            update: `Attaching ${what}`,
            delete: `Detaching volume ${volumeId} from server ${serverId}`,
        };
        return verbs[operation];
    },

    preflight: checkExistence,

    diff: (changes) => ({ ...changes, deleteBeforeReplace: true }),

    async create(context, inputs) {
        const pair = inputs as unknown as Pair;
        return await exclusively(context, pair.serverId, async () => {
            const attachment = await attach(context, pair);
            const id = `${pair.serverId}/${pair.volumeId}`;
            try {
                return { id, state: fromResponse(await attached(context, pair, "timeouts.create")) };
            } catch (error) {
                throw new Unfinished(id, fromResponse(attachment), error);
            }
        });
    },

    async read({ cloud }, id) {
        const pair = pairOf(id);
        const found = await cloud.attachments.get(pair.serverId, pair.volumeId);
        return found && { ...pair, ...fromResponse(found) };
    },

    async update(context, id, state) {
        try {
            return fromResponse(await attached(context, pairOf(id), "timeouts.update"));
        } catch (error) {
            throw new Unfinished(id, state, error);
        }
    },

    async delete(context, id, state) {
        const pair = pairOf(id);
        await exclusively(context, pair.serverId, async () => {
            const stops = state.stopBeforeDetach === true;
            const server = stops ? await context.cloud.servers.get(pair.serverId) : undefined;
            const work = () => detach(context, pair);
            await (server ? whileStopped(context, server, "timeouts.delete", work) : work());
        });
    },
};

function pairOf(id: string): Pair {
    const [serverId = "", volumeId = "", ...rest] = id.split("/");
    if (!isUuid(serverId) || !isUuid(volumeId) || rest.length > 0) {
        throw new Failure(`"${id}" is no id of an attachment`, "Give SERVER_ID/VOLUME_ID.");
    }
    return { serverId, volumeId };
}

function fromResponse({ id, device }: Attachment): Values {
    return { attachmentId: id, device };
}

/** Asks once; a volume that turns out to be attached to this server already is what we wanted. */
async function attach(context: Context, { serverId, volumeId }: Pair): Promise<Attachment> {
    const { attachments } = context.cloud;
    try {
        return await whenFree(context, () => attachments.create(serverId, volumeId));
    } catch (error) {
        if (!isAmbiguous(error) && !hasCode(error, "bad_request", "conflict")) throw error;
        const found = await attachments.get(serverId, volumeId);
        if (!found) throw error;
        return found;
    }
}

/** Until the volume says so, where the cloud shows volumes, and the server lists it. */
async function attached(context: Context, pair: Pair, setting: string): Promise<Attachment> {
    await waitForVolume(context, pair, "attached", setting);
    const found = await context.cloud.attachments.get(pair.serverId, pair.volumeId);
    if (found) return found;
    throw new Failure(
        "the server does not list it",
        "Run pulumi refresh, then pulumi up, to attach it again.",
    );
}

/** One DELETE. Where its answer was lost, the cloud refuses the next: then the volume tells whether it is on its way. */
async function detach(context: Context, pair: Pair): Promise<void> {
    const { attachments } = context.cloud;
    let accepted = false;
    let refusal: unknown;
    try {
        accepted = await whenFree(context, () => attachments.delete(pair.serverId, pair.volumeId));
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

async function waitForVolume(
    context: Context,
    { serverId, volumeId }: Pair,
    transition: keyof typeof transitions,
    setting: string,
): Promise<void> {
    const { cloud } = context;
    const shared = { ...context, transition: transitions[transition], setting };
    if (await cloud.hasBlockStorage()) {
        const until = (volume: { attachedTo: string[] }) =>
            transition === "detached" ||
            volume.attachedTo.includes(serverId) ||
            volume.attachedTo.length === 0;
        await waitFor({ ...shared, watcher: cloud.volumeWatcher, id: volumeId, until });
    }
    if (transition === "detached")
        await waitFor({ ...shared, watcher: cloud.attachmentWatcher, id: `${serverId}/${volumeId}` });
}

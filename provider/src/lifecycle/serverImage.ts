import type { Unwrap } from "@pulumi/pulumi";
import { isU2 } from "../api/flavors";
import type { Image } from "../api/images";
import type { Server } from "../api/servers";
import { isAmbiguous } from "../api/transport";
import type { ServerImageArgs } from "../resources/serverImage";
import { Failure, Unfinished } from "../runtime/failure";
import { type Context, commonProperties, isUuid, type Lifecycle, uuid } from "../runtime/lifecycle";
import { exclusively } from "../runtime/locks";
import { flag, printableName, textMap, type Values } from "../runtime/properties";
import { gone, type Transition, waitFor } from "../runtime/wait";
import { onlyOne } from "./adoption";
import { checkExistence } from "./existence";
import { isGone, whenFree } from "./serverTransitions";
import { whileStopped } from "./whileStopped";

type Made = { id: string; state: Values };

type ServerImageInputs = Values & Unwrap<ServerImageArgs> & { name: string };

const making = {
    pending: ["queued", "saving", "importing"],
    target: ["active"],
    remedy: "It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it.",
} as const;

/** What an image goes through; "killed" and the like end a wait at once. */
const transitions = {
    made: { ...making, mayAppearLate: true },
    resumed: making,
    deleted: { pending: "any", target: [gone, "deleted"], wanted: "gone" },
} as const satisfies Record<string, Transition>;

/** Statuses in which an image is deleted already, although the cloud still answers. */
const deletedStatuses = ["deleted", "pending_delete"];

/** Statuses that no image comes back from. */
const failedStatuses = ["killed", "error", ...deletedStatuses];

/** The statuses of a server that an image can be made of. */
const serverStatuses = ["ACTIVE", "SHUTOFF", "SUSPENDED", "PAUSED"];

/** "Create Instance Image" of the guide, and for root volumes the vendor's Block Storage API. */
export const serverImage: Lifecycle = {
    properties: {
        ...commonProperties,
        serverId: { rule: uuid, required: "the id of a server", onChange: "replace" },
        name: { rule: printableName(255), onChange: "replace" },
        metadata: { rule: textMap({ max: 255 }), onChange: "replace" },
        stopServer: { rule: flag, onChange: "update" },
    },
    timeouts: { create: 3600, update: 3600, delete: 600 },
    autoName: { property: "name", max: 255, digits: 7 },

    doing: (operation, state, id) => {
        const what = `image "${state.name ?? id}"`;
        const verbs = {
            create: `Creating ${what} of server ${state.serverId}`,
            read: `Reading ${what}`,
            update: `Creating ${what} of server ${state.serverId}`,
            delete: `Deleting ${what}`,
        };
        return verbs[operation];
    },

    preflight: checkExistence,

    diff: (changes, state) =>
        failedStatuses.includes(String(state.status))
            ? { ...changes, replace: [...changes.replace, "status"], deleteBeforeReplace: true }
            : changes,

    async create(context, values) {
        const inputs = values as ServerImageInputs;
        return await exclusively(context, inputs.serverId, async () => {
            const before = await ownImages(context, inputs.name);
            const ids = before.map(({ id }) => id);
            const existing = inputs.adoptExisting ? onlyOne("images", inputs.name, ids) : undefined;
            if (existing) return await finish(context, existing, "made", "timeouts.create");
            const server = await imageable(context, inputs.serverId);
            const order = await orderFor(context, server, inputs);
            let made: Made | undefined;
            const make = async () => {
                const id = await orderOnce(context, order, inputs.name, before);
                made = await finish(context, id, "made", "timeouts.create");
                return made;
            };
            try {
                return await (inputs.stopServer
                    ? whileStopped(context, server, "timeouts.create", make)
                    : make());
            } catch (error) {
                throw made ? new Unfinished(made.id, made.state, error) : error;
            }
        });
    },

    async read({ cloud }, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is no id of an image`, "Give the image's UUID.");
        const found = await cloud.images.get(id);
        if (!found || deletedStatuses.includes(found.status)) return undefined;
        // A name given by somebody else is no reason to make another image.
        return { ...(state ? {} : { name: found.name }), ...fromResponse(found) };
    },

    async update(context, id) {
        return (await finish(context, id, "resumed", "timeouts.update")).state;
    },

    async delete(context, id) {
        const { imageWatcher: watcher, images } = context.cloud;
        const transition = transitions.deleted;
        if (await images.delete(id))
            await waitFor({ ...context, watcher, id, transition, setting: "timeouts.delete" });
    },
};

function fromResponse({ id, status, minDisk, sizeBytes: size }: Image): Values {
    return { imageId: id, status, minDisk, size };
}

/** Some clouds make the image of a volume "shared" (with nobody yet), not "private". */
async function ownImages({ cloud }: Context, name: string): Promise<Image[]> {
    return (await cloud.images.list({ name })).filter(({ visibility }) => visibility !== "public");
}

// Asking for it.

async function imageable({ cloud }: Context, id: string): Promise<Server> {
    const server = await cloud.servers.get(id);
    if (!server || isGone(server)) throw new Failure("there is no such server", "Check serverId and region.");
    if (serverStatuses.includes(server.status)) return server;
    throw new Failure(
        `the server is ${server.status}, but an image can be made only while it is ${serverStatuses.join(", ")}`,
        "Bring the server into one of these, and run pulumi up again.",
    );
}

/** Asks for the image; the answer may not tell its id. */
type Order = () => Promise<string | undefined>;

/** U2 types keep their disk on the host; with all others the vendor makes images of the root volume only. */
async function orderFor(context: Context, server: Server, inputs: ServerImageInputs): Promise<Order> {
    const { servers, volumes } = context.cloud;
    const { name, metadata } = inputs;
    const volumeId = await rootVolumeOf(context, server);
    if (volumeId === undefined) return () => servers.createImage(server.id, name, metadata);
    if (Object.keys(metadata ?? {}).length > 0) {
        throw new Failure(
            `the server boots from volume ${volumeId}, and an image of a volume takes no metadata`,
            "Leave metadata out.",
        );
    }
    return () => volumes.uploadImage(volumeId, name);
}

async function rootVolumeOf({ cloud }: Context, server: Server): Promise<string | undefined> {
    if (server.volumeIds.length === 0) return undefined;
    if (isU2((await cloud.flavorNames()).get(server.flavorId))) return undefined;
    const attached = (await cloud.attachments.list(server.id)) ?? [];
    // Some clouds do not tell the device; there, types with a local disk are known by their name.
    const fallback = attached.every(({ device }) => !device) ? attached[0] : undefined;
    return (attached.find(({ device }) => /da$/.test(device)) ?? fallback)?.volumeId;
}

/** How long to wait between looks for an image whose request got no answer. */
const lookAgainMs = [1000, 2000, 4000];

/** Asks once. Where the answer was lost, the image is the one of that name that was not there before. */
async function orderOnce(
    context: Context,
    order: Order,
    name: string,
    before: readonly Image[],
): Promise<string> {
    let lost: unknown = new Failure(
        "the cloud took the request, but no image of that name is to be seen",
        "Run pulumi up again.",
    );
    const id = await whenFree(context, order).catch((error: unknown) => {
        if (!isAmbiguous(error)) throw error;
        lost = error;
        return undefined;
    });
    if (id) return id;
    for (const pause of lookAgainMs) {
        await context.clock.sleep(pause, context.signal);
        const found = await ownImages(context, name);
        const made = found.find((image) => !before.some((other) => other.id === image.id));
        if (made) return made.id;
    }
    throw lost;
}

/** Waits until it is active; whatever goes wrong, the image stays known. */
async function finish(
    context: Context,
    id: string,
    transition: "made" | "resumed",
    setting: string,
): Promise<Made> {
    const { imageWatcher: watcher, images } = context.cloud;
    try {
        const image = await waitFor({
            ...context,
            watcher,
            id,
            transition: transitions[transition],
            setting,
        });
        return { id, state: image ? fromResponse(image) : {} };
    } catch (error) {
        // The failure that led here is the one to tell.
        const image = await images.get(id).catch(() => undefined);
        throw new Unfinished(id, image ? fromResponse(image) : { imageId: id }, error);
    }
}

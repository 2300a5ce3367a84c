import type { Unwrap } from "@pulumi/pulumi";
import { isU2 } from "../../api/services/flavors";
import type { Image } from "../../api/services/images";
import type { Server } from "../../api/services/servers";
import { isAmbiguous } from "../../api/transport";
import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import { gone, type Transition, waitFor } from "../../cloud/waiter";
import {
    type Actual,
    type Context,
    type ResourceHandler,
    unchanged,
    withGracePeriod,
} from "../../core/handler";
import { uniqueName } from "../../core/naming";
import type { Values } from "../../core/properties";
import { Failure, messageOf, PartialError } from "../../errors/failure";
import { checkReferences } from "../../preflight/references";
import { assertAdoptable, findToAdopt, onlyOutsideStack } from "../shared/adoption";
import { lookUpPausesMs } from "../shared/createOnce";
import { isTimeUp, retryUntilAnswered } from "../shared/lostAnswer";
import { nonceKey } from "../shared/marks";
import { withServerLock } from "../shared/serverLock";
import { isGone, retryWhileBusy } from "../shared/serverTransitions";
import { whileStopped } from "../shared/whileStopped";
import { isMark, isOwn, markOf, nonceOf } from "./mark";
import { serverImageProperties } from "./properties";
import type { ServerImageArgs } from "./resource";

type Made = { id: string; actual: Actual };

type ServerImageInputs = Values & Unwrap<ServerImageArgs> & { name: string };

const making = {
    pending: ["queued", "saving", "importing"],
    target: ["active"],
    hint: "It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it.",
} as const;

/** The statuses of an image; "killed" and the like fail a wait immediately. */
const transitions = {
    made: { ...making, allowNotFoundUntilSeen: true },
    resumed: making,
    deleted: { pending: "any", target: [gone, "deleted"], wanted: "deleted" },
} as const satisfies Record<string, Transition>;

/** Statuses of an image that is deleted, although the cloud still returns it. */
const deletedStatuses = ["deleted", "pending_delete"];

/** Statuses that an image cannot recover from. */
const failedStatuses = ["killed", "error", ...deletedStatuses];

/** The statuses in which a server can be imaged. */
const serverStatuses = ["ACTIVE", "SHUTOFF", "SUSPENDED", "PAUSED"];

/** "Create Instance Image" of the guide; for root volumes, the vendor's Block Storage API. */
export const serverImageHandler: ResourceHandler = {
    properties: serverImageProperties,
    timeouts: { create: 3600, update: 3600, delete: 600 },
    autoName: { property: "name", max: 255, digits: 7 },

    describe: (operation, state, id) => {
        const what = `image "${state.name ?? id}"`;
        const verbs = {
            create: `Creating ${what} of server ${state.serverId}`,
            import: `Importing ${what}`,
            read: `Reading ${what}`,
            update: `Creating ${what} of server ${state.serverId}`,
            delete: `Deleting ${what}`,
        };
        return verbs[operation];
    },

    preflight: checkReferences,

    diff(changes, state, inputs) {
        // A name that a killed run generated is changed by renaming.
        const isGenerated = state.__autoName !== undefined && inputs.__autoName !== undefined;
        const replace = changes.replace.filter((name) => !(isGenerated && name === "name"));
        return failedStatuses.includes(String(state.status))
            ? { ...changes, replace: [...replace, "status"], deleteBeforeReplace: true }
            : { ...changes, replace };
    },

    async create(context, values) {
        const inputs = values as ServerImageInputs;
        return await withServerLock(context, inputs.serverId, async () => {
            const existing = await findExisting(context, inputs);
            if (existing) {
                context.stack.adopt(existing.id);
                return await finish(context, existing.id, inputs, "made");
            }
            const server = await imageable(context, inputs.serverId);
            const order = await orderFor(context, server, inputs);
            let made: Made | undefined;
            const make = async () => {
                const id = await orderOnce(context, order, inputs);
                made = await finish(context, id, inputs, "made");
                return made;
            };
            try {
                return await (inputs.stopServer
                    ? whileStopped(context, server, "timeouts.create", make)
                    : make());
            } catch (error) {
                throw made ? new PartialError(made.id, error, made.actual) : error;
            }
        });
    },

    findExisting: (context, inputs) => findExisting(context, inputs as ServerImageInputs),

    async read({ cloud }, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is not an image id`, "Use the image's UUID.");
        const found = await cloud.images.get(id);
        if (!found || deletedStatuses.includes(found.status)) return undefined;
        // Renaming it elsewhere does not replace it.
        return { ...actualOf(found), inputs: state ? {} : { name: found.name } };
    },

    async update(context, id, _state, inputs) {
        return (await finish(context, id, inputs as ServerImageInputs, "resumed")).actual;
    },

    async delete(context, id) {
        const { imagePoller: poller, images } = context.cloud;
        const transition = transitions.deleted;
        if (await images.delete(id))
            await waitFor({ ...context, poller, id, transition, setting: "timeouts.delete" });
    },

    recovery: {
        async find({ cloud }, begun) {
            const names = [String(begun.name), markOf(begun)];
            const found = await Promise.all(names.map((name) => madeFor(cloud, name, begun)));
            return found.flat().map(({ id }) => id);
        },
        async resume(context, id, _begun, inputs) {
            return (await finish(context, id, inputs as ServerImageInputs, "made")).actual;
        },
    },
};

function actualOf({ id, status, minDisk, sizeBytes: size }: Image): Actual {
    return { inputs: {}, outputs: { imageId: id, status, minDisk, size } };
}

// Ownership.

/** The images of that name that a create with these inputs made: recognized by the nonce, or by a unique name or tag. */
async function madeFor(cloud: RegionClient, name: string, inputs: Values): Promise<Image[]> {
    const ownName = uniqueName(inputs);
    return (await cloud.images.list({ name })).filter(
        (image) =>
            !deletedStatuses.includes(image.status) &&
            (nonceOf(image) === inputs.__nonce || image.name === ownName),
    );
}

/** Only what belongs to the project. */
async function findExisting(context: Context, inputs: ServerImageInputs): Promise<Image | undefined> {
    const { cloud } = context;
    const { name, __autoName: autoName } = inputs;
    const isUsable = async (image: Image) =>
        isOwn(image, await cloud.tenantId()) && !failedStatuses.includes(image.status);
    const found = await findToAdopt(context, inputs, {
        async byId(id) {
            const image = await cloud.images.get(id);
            return image && (await isUsable(image)) ? image : undefined;
        },
        async byName() {
            const listed = await cloud.images.list({ name });
            const usable = await Promise.all(listed.map(isUsable));
            const named = listed.filter((image, index) => image.name === name && usable[index]);
            return await onlyOutsideStack(context, "images", name, named);
        },
    });
    if (!found) return undefined;
    const desired = autoName === undefined ? name : undefined;
    const what = `image "${found.name}" (${found.id})`;
    assertAdoptable(context, what, [{ property: "name", desired, actual: found.name }]);
    return found;
}

// Creating.

async function imageable({ cloud }: Context, id: string): Promise<Server> {
    const server = await cloud.servers.get(id);
    if (!server || isGone(server))
        throw new Failure("the server was not found", "Check serverId and region.");
    if (serverStatuses.includes(server.status)) return server;
    const statuses = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(serverStatuses);
    throw new Failure(
        `the server must be ${statuses} to create an image of it, got ${server.status}`,
        "Bring the server to one of these statuses, then run pulumi up again.",
    );
}

/** A request for an image. */
interface ImageRequest {
    /** The initial name of the image. */
    name: string;
    /** The response may lack the id. */
    post(): Promise<string | undefined>;
}

/** U2 flavors have their disk on the host; with all others the vendor creates images of the root volume only. */
async function orderFor(context: Context, server: Server, inputs: ServerImageInputs): Promise<ImageRequest> {
    const { servers, volumes } = context.cloud;
    const { name, metadata } = inputs;
    const volumeId = await rootVolumeOf(context, server);
    if (volumeId === undefined) {
        const marked = { ...metadata, [nonceKey]: String(inputs.__nonce) };
        return { name, post: () => servers.createImage(server.id, name, marked) };
    }
    if (Object.keys(metadata ?? {}).length > 0) {
        throw new Failure(
            `the server boots from volume ${volumeId}, and an image of a volume cannot have metadata`,
            "Omit metadata.",
        );
    }
    // A generated name is unique enough to recognize the image.
    const first = uniqueName(inputs) ?? markOf(inputs);
    return { name: first, post: () => volumes.uploadImage(volumeId, first) };
}

async function rootVolumeOf({ cloud }: Context, server: Server): Promise<string | undefined> {
    if (server.volumeIds.length === 0) return undefined;
    if (isU2((await cloud.flavorNames()).get(server.flavorId))) return undefined;
    const attached = (await cloud.attachments.list(server.id)) ?? [];
    // Some clouds do not show the device; there, flavors with a local disk are recognized by name.
    const fallback = attached.every(({ device }) => !device) ? attached[0] : undefined;
    return (attached.find(({ device }) => /da$/.test(device)) ?? fallback)?.volumeId;
}

/** Sends the request once; if the response is lost or has no id, looks for the image it made. */
async function orderOnce(context: Context, { name, post }: ImageRequest, inputs: Values): Promise<string> {
    let lost: unknown = new Failure(
        "the cloud accepted the request, but no image with that name appeared",
        "Run pulumi up again.",
    );
    const id = await retryWhileBusy(context, post).catch((error: unknown) => {
        if (!isAmbiguous(error)) throw error;
        lost = error;
        return undefined;
    });
    if (id) return id;
    for (const pause of lookUpPausesMs) {
        await context.clock.sleep(pause, context.signal);
        const look = (cloud: RegionClient) => madeFor(cloud, name, inputs);
        const [made] = await retryUntilAnswered(context, look).catch((reason: unknown) => {
            throw unknownResult(lost, reason, name, inputs);
        });
        if (made) return made.id;
        if (isTimeUp(context)) break;
    }
    throw lost;
}

function unknownResult(lost: unknown, reason: unknown, name: string, { __nonce: nonce }: Values): Failure {
    return new Failure(
        `the response was lost (${messageOf(lost)}), and whether the image exists is unknown: ${messageOf(reason)}`,
        `If there is an image named "${name}" (nonce ${nonce}), delete it, and run pulumi up again.`,
    );
}

const settings = { made: "timeouts.create", resumed: "timeouts.update" } as const;

/** Waits until it is active and renames it; on any failure the image stays in state. */
async function finish(
    context: Context,
    id: string,
    { name }: ServerImageInputs,
    transition: keyof typeof settings,
): Promise<Made> {
    const { imagePoller: poller } = context.cloud;
    try {
        const image = await waitFor({
            ...context,
            poller,
            id,
            transition: transitions[transition],
            setting: settings[transition],
        });
        if (!image) return { id, actual: unchanged({}) };
        // One that was renamed elsewhere keeps that name.
        const isUnnamed = transition === "made" || isMark(image.name);
        if (isUnnamed && image.name !== name) await rename(context, image, name);
        return { id, actual: actualOf(image) };
    } catch (error) {
        // The original failure is the one to report.
        const image = await withGracePeriod(context)
            .images.get(id)
            .catch(() => undefined);
        throw new PartialError(id, error, image ? actualOf(image) : unchanged({ imageId: id }));
    }
}

async function rename({ cloud }: Context, { id, name: before }: Image, name: string): Promise<void> {
    // The tag replaces the temporary name as a mark; a cloud without tags still gets the rename.
    if (isMark(before)) await cloud.images.tag(id, before).catch(() => undefined);
    await cloud.images.rename(id, name).catch((error: unknown) => {
        throw new Failure(
            `it was created as "${before}", but could not be renamed: ${messageOf(error)}`,
            "It is kept in the stack: run pulumi up again, or omit name if the cloud does not allow renaming images.",
        );
    });
}

import { hasCode } from "../../api/errors";
import type { Volume, VolumeChanges, VolumeRequest } from "../../api/services/volumes";
import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import { gone, type Transition, waitFor } from "../../cloud/waiter";
import {
    type Actual,
    type Changes,
    type Context,
    ofTouched,
    type PreflightCheck,
    type ResourceHandler,
    unchanged,
    verbs,
    wasGiven,
    withGracePeriod,
} from "../../core/handler";
import { isValues, type Values } from "../../core/properties";
import { show } from "../../core/validators";
import { Failure, PartialError } from "../../errors/failure";
import { checkReferences } from "../../preflight/references";
import { assertAdoptable, findToAdopt, onlyOutsideStack } from "../shared/adoption";
import { deleteDuplicates, sendOnce } from "../shared/createOnce";
import { nonceKey } from "../shared/marks";
import { withDefaultMetadata } from "../shared/metadata";
import { isGone } from "../shared/serverTransitions";
import { checkVolume, reservedKeys, type VolumeInputs, volumeProperties } from "./properties";

type Made = { id: string; actual: Actual };

/** Statuses that end by themselves. */
const passing = [
    "attaching",
    "detaching",
    "extending",
    "retyping",
    "uploading",
    "maintenance",
    "backing-up",
    "restoring-backup",
] as const;

/** Statuses that last. */
const settled = ["available", "in-use", "reserved", "awaiting-transfer"] as const;

/** Failed statuses from which a volume can be deleted. */
const broken = ["error", "error_restoring", "error_extending"] as const;

/** The statuses of a volume; "error" and the like fail a wait immediately. */
const transitions = {
    // It may already be in use by something else.
    made: {
        pending: ["creating", "downloading"],
        target: [...settled, ...passing],
        wanted: "available",
        allowNotFoundUntilSeen: true,
        hint: "It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it.",
    },
    settled: {
        pending: ["creating", "downloading", "deleting", ...passing],
        target: [...settled, ...broken, "error_deleting", "error_backing-up", gone],
        wanted: "settled",
    },
    detached: { pending: ["in-use", "detaching"], target: ["available", gone], wanted: "available" },
    deleted: { pending: ["deleting", "available", ...broken], target: [gone, "deleted"], wanted: "gone" },
} as const satisfies Record<string, Transition>;

/** Found by the nonce alone: NHN Cloud's list has no filters. */
async function withNonce(cloud: RegionClient, { __nonce: nonce }: Values): Promise<Volume[]> {
    return (await cloud.volumes.list()).filter(({ metadata }) => metadata[nonceKey] === nonce);
}

/** A volume of the Block Storage API. */
export const volumeHandler: ResourceHandler = {
    properties: volumeProperties,
    timeouts: { create: 1800, update: 1800, delete: 600 },
    autoName: { property: "name", max: 255, digits: 7 },

    describe: (operation, state, id) => `${verbs[operation]} volume "${state.name ?? id}"`,

    defaults: (inputs, { metadata }) => withDefaultMetadata(inputs, metadata),
    check: checkVolume,

    async preflight(check) {
        await checkReferences(check, { availabilityZone: "volumeZone" });
        await checkSnapshotFits(check);
    },

    diff(changes, state, inputs) {
        const { replace, update } = sharpened(changes, state, inputs);
        const failed = state[failedKey] === true;
        return {
            replace: failed ? [...replace, "status"] : replace,
            update,
            deleteBeforeReplace: failed,
        };
    },

    async create(context, values) {
        const inputs = values as VolumeInputs;
        const existing = await findExisting(context, inputs);
        if (existing) {
            context.stack.adopt(existing.id);
            return await complete(context, existing.id, inputs, inputs, "timeouts.create");
        }
        const marked = {
            look: (cloud: RegionClient) => withNonce(cloud, inputs),
            traces: `volume named "${inputs.name}" whose metadata has ${nonceKey}=${inputs.__nonce}`,
        };
        const { made: id, repeated } = await sendOnce(context, {
            ...marked,
            post: () => context.cloud.volumes.create(toRequest(inputs)),
            found: ([volume]) => volume.id,
        });
        try {
            return await complete(context, id, inputs, inputs, "timeouts.create");
        } finally {
            if (repeated) {
                await deleteDuplicates(context, [id], {
                    ...marked,
                    about: `volume "${inputs.name}"`,
                    remove: (cloud, twin) => cloud.volumes.delete(twin),
                });
            }
        }
    },

    findExisting: (context, inputs) => findExisting(context, inputs as VolumeInputs),

    recovery: {
        find: async ({ cloud }, begun) => (await withNonce(cloud, begun)).map(({ id }) => id),
        async resume(context, id, begun, inputs) {
            return (await complete(context, id, begun, inputs as VolumeInputs, "timeouts.create")).actual;
        },
    },

    async read(context, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is not a volume id`, "Use the volume's UUID.");
        const { reads, volumes } = context.cloud;
        const live = (await reads.volumes.find(id)) ?? (await volumes.get(id));
        if (!live || live.status === "deleted") return undefined;
        if (!state) return existingVolume(live);
        if (live.status.startsWith("error")) context.warn(`The volume is in status ${live.status}.`);
        if (live.size !== state.size && wasGiven(state, "size")) {
            context.warn(
                `The volume has ${live.size} GB, but size is ${state.size}: set it to ${live.size}, which does not replace the volume.`,
            );
        }
        return actualOf(state as VolumeInputs, live, state);
    },

    async update(context, id, state, values, changed) {
        const inputs = values as VolumeInputs;
        return (await complete(context, id, state, inputs, "timeouts.update", changed)).actual;
    },

    async delete(context, id) {
        const live = await whenFree(context, id);
        if (!live || !(await wasAccepted(context, id))) return;
        let isDeleting = false;
        // Back in its former status, the cloud has given up.
        const status = ({ status }: Volume) => {
            isDeleting ||= status === "deleting";
            return isDeleting && status !== "deleting" ? `${status} again` : status;
        };
        await wait(context, id, "deleted", "timeouts.delete", status);
    },
};

// Making it.

/** Lists every member of a request, so that a missing one does not compile. */
function toRequest(inputs: VolumeInputs): { [K in keyof Required<VolumeRequest>]: VolumeRequest[K] } {
    const { size, name, description, volumeType, availabilityZone, snapshotId, encryption } = inputs;
    const metadata = { ...inputs.metadata, [nonceKey]: inputs.__nonce };
    return { size, name, description, volumeType, availabilityZone, snapshotId, metadata, encryption };
}

async function wait(
    context: Context,
    id: string,
    transition: keyof typeof transitions,
    setting: string,
    status = (volume: Volume) => volume.status,
): Promise<Volume | undefined> {
    const { volumePoller: poller } = context.cloud;
    return await waitFor({ ...context, poller, id, transition: transitions[transition], setting, status });
}

/**
 * Waits until the volume is created, then changes what a PUT can change; in an update, only what its preview showed. On any
 * failure, the volume stays in the stack.
 */
async function complete(
    context: Context,
    id: string,
    state: Values,
    inputs: VolumeInputs,
    setting: string,
    touched?: readonly string[],
): Promise<Made> {
    const isTouched = (name: string) => touched?.includes(name) ?? true;
    try {
        const made = await wait(context, id, "made", setting);
        if (!made) return { id, actual: unchanged({}) };
        const changes = changesBetween(made, state, inputs, touched);
        const done = Object.keys(changes).length > 0 ? await context.cloud.volumes.change(id, changes) : made;
        return { id, actual: ofTouched(actualOf(inputs, done), isTouched) };
    } catch (error) {
        // Report the original failure.
        const live = await withGracePeriod(context)
            .volumes.get(id)
            .catch(() => undefined);
        const before = touched ? state : { ...state, status: "creating" };
        const known = live ? ofTouched(actualOf(inputs, live, before), isTouched) : unseen(before, touched);
        throw new PartialError(id, error, known);
    }
}

/** If the volume cannot be read after a failure, nothing counts as done, so that the next update tries again. */
function unseen(before: Values, touched?: readonly string[]): Actual {
    const open = touched
        ? touched.map((name) => [name, before[name]])
        : [
              ["description", undefined],
              ["metadata", undefined],
          ];
    return { inputs: {}, outputs: { ...before, ...Object.fromEntries(open) } };
}

/** A PUT replaces all metadata, so it includes what others added. */
function changesBetween(
    live: Volume,
    { metadata: before }: Values,
    { name, description = "", metadata = {} }: VolumeInputs,
    touched: readonly string[] | undefined,
): VolumeChanges {
    const isOpen = (property: string) => touched?.includes(property) ?? true;
    const dropped = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(metadata, key));
    const isWanted = ([key, value]: [string, string]) => live.metadata[key] === value;
    const fits =
        Object.entries(metadata).every(isWanted) && !dropped.some((key) => Object.hasOwn(live.metadata, key));
    const kept = Object.entries(live.metadata).filter(
        ([key]) => !dropped.includes(key) && (key === nonceKey || !reservedKeys.has(key)),
    );
    return {
        ...(isOpen("name") && live.name !== name ? { name } : {}),
        ...(isOpen("description") && live.description !== description ? { description } : {}),
        ...(isOpen("metadata") && !fits ? { metadata: { ...Object.fromEntries(kept), ...metadata } } : {}),
    };
}

// Adoption.

/** Statuses of volumes that are not adopted. */
const isBad = /^error|^delet/;

async function findExisting(context: Context, inputs: VolumeInputs): Promise<Volume | undefined> {
    const { cloud, stack } = context;
    const isFree = ({ status, metadata }: Volume) => !isBad.test(status) && !stack.makes(metadata[nonceKey]);
    const found = await findToAdopt(context, inputs, {
        byId: async (id) => [await cloud.volumes.get(id)].find((one) => one && !isBad.test(one.status)),
        byName: async () => {
            const named = (await cloud.volumes.list()).filter(({ name }) => name === inputs.name);
            return await onlyOutsideStack(context, "volumes", inputs.name, named.filter(isFree));
        },
    });
    if (!found) return undefined;
    const { size, volumeType, availabilityZone, snapshotId, encryption } = inputs;
    assertAdoptable(context, `volume "${found.name}" (${found.id})`, [
        {
            property: "size",
            desired: size === undefined ? undefined : String(size),
            actual: String(found.size),
        },
        // The cloud shows the name of a type only.
        {
            property: "volumeType",
            desired: isUuid(volumeType ?? "") ? undefined : volumeType,
            actual: found.volumeType,
        },
        { property: "availabilityZone", desired: availabilityZone, actual: found.availabilityZone },
        { property: "snapshotId", desired: snapshotId, actual: found.snapshotId ?? "none" },
        { property: "encryption.keyId", desired: encryption?.keyId, actual: found.keyId ?? "none" },
    ]);
    return found;
}

// Replacement.

/** In the state: the volume was never available, so that replacing it loses no data. */
const failedKey = "__failedToCreate";

/** In the state: the size in the cloud, if it differs from the input. */
const sizeKey = "__actualSize";

/** Whether a changed input that replaces the volume still describes the existing one. */
const equivalences: Readonly<Record<string, (state: Values, inputs: Values) => boolean>> = {
    size: (state, { size }) => size === (state[sizeKey] ?? state.size),
    volumeType: (state, { volumeType }) => volumeType === undefined || volumeType === state.volumeType,
    availabilityZone: (state, { availabilityZone: zone }) =>
        zone === undefined || zone === state.availabilityZone,
    snapshotId: (_state, { snapshotId }) => snapshotId === undefined,
    encryption: (state, inputs) => keyIdOf(state) === keyIdOf(inputs),
};

/** Inputs that still describe the existing volume are updates, which change nothing in the cloud. */
function sharpened(
    { replace, update }: Changes,
    state: Values,
    inputs: Values,
): Pick<Changes, "replace" | "update"> {
    const isSame = (name: string) => equivalences[name]?.(state, inputs) ?? false;
    return {
        replace: replace.filter((name) => !isSame(name)),
        update: [...update, ...replace.filter(isSame)],
    };
}

/** Unknown if the whole is unknown. */
function keyIdOf({ encryption }: Values): unknown {
    return isValues(encryption) ? encryption.keyId : encryption;
}

/** A volume cannot be smaller than its snapshot. */
async function checkSnapshotFits({ cloud, oldInputs, inputs, report }: PreflightCheck): Promise<void> {
    const { size, snapshotId } = inputs;
    if (typeof snapshotId !== "string" || typeof size !== "number") return;
    if (size === oldInputs.size && snapshotId === oldInputs.snapshotId) return;
    const [snapshot] = (await cloud.references.snapshots.find(snapshotId)) ?? [];
    if (!snapshot || snapshot.size <= size) return;
    report(`size must be at least ${snapshot.size}, the size of snapshot ${show(snapshotId)}, got ${size}.`);
}

// What the cloud shows.

/** `before` is the last known state. */
function actualOf(inputs: Partial<VolumeInputs>, live: Volume, before: Values = {}): Actual {
    const { name, description, status, volumeType, availabilityZone, isBootable, isEncrypted } = live;
    const isKey = (key: string) => Object.hasOwn(inputs.metadata ?? {}, key);
    const metadata = Object.entries(live.metadata).filter(([key]) => isKey(key));
    const failed = status === "error" && (before.status === "creating" || before[failedKey] === true);
    return {
        inputs: {
            name,
            ...(inputs.description === undefined ? {} : { description: description || undefined }),
            ...(inputs.metadata === undefined ? {} : { metadata: Object.fromEntries(metadata) }),
        },
        outputs: {
            status,
            bootable: isBootable,
            encrypted: isEncrypted,
            volumeType: inputs.volumeType ?? volumeType,
            availabilityZone: inputs.availabilityZone ?? availabilityZone,
            [sizeKey]: live.size === inputs.size ? undefined : live.size,
            [failedKey]: failed || undefined,
        },
    };
}

/** A volume read by `get`: all inputs come from the cloud. */
function existingVolume(live: Volume): Actual {
    const { size, volumeType, availabilityZone, snapshotId } = live;
    const own = Object.entries(live.metadata).filter(([key]) => !reservedKeys.has(key));
    const all = { size, description: live.description, metadata: Object.fromEntries(own) };
    const { inputs, outputs } = actualOf(all, live);
    return { inputs: { ...inputs, size, volumeType, availabilityZone, snapshotId }, outputs };
}

// Deleting.

/** Waits until the volume is detached; undefined if it no longer exists. Fails if a server has it attached. */
async function whenFree(context: Context, id: string): Promise<Volume | undefined> {
    const setting = "timeouts.delete";
    const live = await wait(context, id, "settled", setting);
    if (live?.status !== "in-use") return live;
    const holders = await Promise.all(
        live.attachments.map(({ serverId }) => holderOf(context, id, serverId)),
    );
    const [holder] = holders.filter((one) => one !== undefined);
    if (holder !== undefined) {
        throw new Failure(`it is attached to ${holder}`, "Detach it, then run the command again.");
    }
    // Its server no longer exists: the cloud is about to detach it.
    return await wait(context, id, "detached", setting);
}

/** The server, and the resource that attached the volume to it; undefined if the server no longer exists. */
async function holderOf(
    { cloud, stack }: Context,
    volumeId: string,
    serverId: string,
): Promise<string | undefined> {
    const server = await cloud.servers.get(serverId);
    if (!server || isGone(server)) return undefined;
    const by = await stack.otherHolder({ what: "volume", serverId, value: volumeId });
    return `server "${server.name}" (${serverId})${by ? ` by ${by}` : ""}`;
}

/** Whether a delete is under way. After a lost response, the cloud refuses a second DELETE. */
async function wasAccepted({ cloud }: Context, id: string): Promise<boolean> {
    try {
        return await cloud.volumes.delete(id);
    } catch (error) {
        if (!hasCode(error, "bad_request", "conflict")) throw error;
        const live = await cloud.volumes.get(id);
        if (live && live.status !== "deleting") throw error;
        return live !== undefined;
    }
}

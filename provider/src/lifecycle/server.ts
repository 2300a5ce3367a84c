import { type Address, accessIpOf, exactly, type Server, type ServerRequest } from "../api/servers";
import { Failure, Unfinished } from "../runtime/failure";
import { type Context, isUuid, type Lifecycle, lastLook } from "../runtime/lifecycle";
import type { Values } from "../runtime/properties";
import { assertAdoptable, type Comparison, onlyOne } from "./adoption";
import { createOnce, deleteTwins } from "./createOnce";
import { namesOfGroups } from "./groups";
import { groupsHeld, groupsToGive } from "./heldGroups";
import { askedSoFar, converge, leftUndone, observed, othersAmong, touchedBy } from "./serverChanges";
import { base64, checkServer, preflightServer } from "./serverChecks";
import { immutableDifferences } from "./serverDiff";
import { nonceKey, ownMetadata } from "./serverMetadata";
import { type ServerInputs, serverProperties, withServerDefaults } from "./serverProperties";
import { deleteServer, failedToBuild, isGone, launchOf, waitForServer } from "./serverTransitions";

/** "Instance" of the guide. */
export const server: Lifecycle = {
    properties: serverProperties,
    timeouts: { create: 1800, update: 1800, delete: 1800 },
    autoName: { property: "name", max: 255, digits: 7 },

    doing: (operation, state, id) => {
        const verbs = { create: "Creating", read: "Reading", update: "Updating", delete: "Deleting" };
        return `${verbs[operation]} server "${state.name ?? id}"`;
    },

    defaults: withServerDefaults,
    check: checkServer,
    preflight: preflightServer,

    diff(changes, state, inputs) {
        const replace = immutableDifferences(changes.replace, state, inputs);
        const failed = failedToBuild(state);
        return {
            ...changes,
            replace: failed ? [...replace, "status"] : replace,
            deleteBeforeReplace: failed || isInTheWay(state as ServerInputs, inputs as ServerInputs),
        };
    },

    holds: (inputs, made) => groupsHeld(inputs, made ? [made.id] : []),

    async create(context, values) {
        const inputs = values as ServerInputs;
        const existing = inputs.adoptExisting ? await findAdoptable(context, inputs) : undefined;
        if (existing) {
            context.stack.adopt(existing.id);
            return await complete(context, existing.id, inputs, inputs, existing);
        }
        const { name, __nonce: nonce } = inputs as ServerInputs & { __nonce: string };
        const securityGroups = await groupsToGive(context.cloud, inputs.securityGroups);
        const order = {
            name,
            nonce,
            post: () =>
                context.cloud.servers.create(toRequest({ ...inputs, securityGroups }, { [nonceKey]: nonce })),
            found: ([server]: [Server, ...Server[]]) => server.id,
        };
        const { made: id, repeated } = await createOnce(context, order);
        try {
            return await complete(context, id, inputs, inputs);
        } finally {
            if (repeated) await deleteTwins(context, [id], order);
        }
    },

    recovery: {
        async find({ cloud }, { __nonce: nonce }) {
            const servers = await cloud.servers.list();
            return servers
                .filter((server) => server.metadata[nonceKey] === nonce && !isGone(server))
                .map(({ id }) => id);
        },
        async resume(context, id, begun, inputs) {
            const live = await context.cloud.servers.get(id);
            // The run that was killed may have come to what follows the build.
            const built = live && !["BUILD", "ERROR"].includes(live.status) ? live : undefined;
            return (await complete(context, id, begun, inputs as ServerInputs, built)).state;
        },
    },

    async read(context, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is no id of a server`, "Give the server's UUID.");
        const live = await context.cloud.servers.get(id);
        if (!live || isGone(live)) return undefined;
        if (!state) return existingState(live);
        if (live.status === "ERROR")
            context.warn(`The server is in ERROR${live.fault ? `: ${live.fault}` : "."}`);
        const inputs = state as ServerInputs;
        const names = await namesOfGroups(context.cloud, inputs.securityGroups ?? []);
        return {
            ...fromResponse(inputs, live, state),
            ...observed(inputs, live, names),
            ...othersAmong(inputs, live, names),
        };
    },

    async update(context, id, state, values, changed) {
        const inputs = values as ServerInputs;
        const live = await context.cloud.servers.get(id);
        if (!live || isGone(live)) {
            throw new Failure(
                `server ${id} is gone from the cloud`,
                "Run pulumi refresh, then pulumi up, to create it again.",
            );
        }
        const touched = touchedBy(changed, state);
        try {
            const change = { id, state, inputs, touched, setting: "timeouts.update" };
            return fromResponse(inputs, await converge(context, change, live), state);
        } catch (error) {
            throw new Unfinished(id, await truth(context, id, state, inputs, touched), error);
        }
    },

    async delete(context, id, state) {
        await deleteServer(context, id, {
            stopBefore: state.stopBeforeDelete === true,
            setting: "timeouts.delete",
        });
    },
};

/** Waits until it is built, and does what a create cannot ask for; whatever goes wrong, the server stays known. */
async function complete(
    context: Context,
    id: string,
    state: Values,
    inputs: ServerInputs,
    existing?: Server,
): Promise<{ id: string; state: Values }> {
    const setting = "timeouts.create";
    const before = existing ? state : { ...state, status: "BUILD" };
    try {
        const built = existing ?? (await waitForServer(context, id, "built", { setting }));
        const done = await converge(context, { id, state, inputs, setting }, built);
        return { id, state: fromResponse(inputs, done) };
    } catch (error) {
        throw new Unfinished(id, await truth(context, id, before, inputs), error);
    }
}

// Taking over.

/** The one server of that name that the stack does not have, if it need not be replaced. */
async function findAdoptable({ cloud, stack }: Context, inputs: ServerInputs): Promise<Server | undefined> {
    const named = (await cloud.servers.list({ name: exactly(inputs.name) })).filter(
        ({ name, metadata }) => name === inputs.name && !stack.makes(metadata[nonceKey]),
    );
    const isOurs = await Promise.all(named.map(({ id }) => stack.has(id)));
    const ids = named.map(({ id }) => id).filter((_id, index) => !isOurs[index]);
    const one = onlyOne("servers", inputs.name, ids);
    const found = one === undefined ? undefined : await cloud.servers.get(one);
    if (!found || isGone(found)) return undefined;
    assertAdoptable(`server "${inputs.name}" (${found.id})`, forcing(inputs, found));
    return found;
}

/** What would have to be replaced where it differs, as far as the cloud shows it. */
export function forcing(inputs: Partial<ServerInputs>, found: Server): Comparison[] {
    return (["imageId", "keyName", "availabilityZone"] as const).map((property) => ({
        property,
        wanted: inputs[property],
        found: found[property],
    }));
}

// Replacing.

/** A port, an address or an existing volume is free for the new server only when the old one is gone. */
function isInTheWay(old: Values & ServerInputs, { networks, blockDevices }: ServerInputs): boolean {
    const isVolume = ({ sourceType }: { sourceType: string }) => sourceType === "volume";
    const addresses = (old.addresses ?? []) as Address[];
    const attached = (old.attachedVolumeIds ?? []) as string[];
    return (
        (old.networks?.some(({ port, fixedIp }) => port !== undefined || fixedIp !== undefined) ||
            old.blockDevices?.some(isVolume) ||
            listOf(networks).some(({ fixedIp }) => addresses.some(({ address }) => address === fixedIp)) ||
            listOf(blockDevices).some(
                (device) => isVolume(device) && attached.includes(String(device.uuid)),
            )) === true
    );
}

/** Nothing where it is not known yet. */
function listOf<T>(list: readonly T[] | undefined): readonly T[] {
    return Array.isArray(list) ? list : [];
}

// Requests and answers.

export function toRequest(inputs: ServerInputs, marks: Record<string, string>): ServerRequest {
    const { name, imageId, flavorId, keyName, networks, availabilityZone } = inputs;
    const { securityGroups, blockDevices, diskConfig, placementPolicyId, metadata } = inputs;
    return {
        name,
        imageId,
        flavorId,
        keyName,
        networks,
        availabilityZone,
        securityGroups,
        blockDevices,
        diskConfig,
        placementPolicyId,
        userData: base64(inputs.userData) ?? inputs.userDataBase64,
        metadata: { ...metadata, ...marks },
    };
}

/** What the cloud says of a server, besides what was asked for; `before` is what was last seen of it. */
function fromResponse(inputs: Partial<ServerInputs>, live: Server, before?: Values): Values {
    const { status, vmState, taskState, power, addresses, hostId, created, updated, tenantId, userId } = live;
    return {
        status,
        vmState,
        taskState,
        power,
        addresses,
        accessIp: accessIpOf(live),
        hostId,
        attachedVolumeIds: live.volumeIds,
        created,
        updated,
        ...launchOf(live, before),
        tenantId,
        userId,
        allMetadata: live.metadata,
        imageId: inputs.imageId ?? live.imageId,
        availabilityZone: inputs.availabilityZone ?? live.availabilityZone,
    };
}

/** A server that the program did not make: everything comes from the cloud. */
function existingState(live: Server): Values {
    const metadata = ownMetadata({ metadataMode: "exclusive" }, live.metadata);
    const { name, flavorId, keyName, securityGroups } = live;
    const found = {
        name,
        flavorId,
        keyName,
        securityGroups,
        metadata,
        powerState: "active",
    } as Partial<ServerInputs>;
    return { ...fromResponse({}, live), ...found, ...observed(found, live, new Map()) };
}

/**
 * What is true of a server after something failed: the inputs as the cloud has them, and nothing that was not done. What
 * the operation did not touch stays as it was.
 */
async function truth(
    context: Context,
    id: string,
    state: Values,
    inputs: ServerInputs,
    touched?: ReadonlySet<string>,
): Promise<Values> {
    const undone = { rebootTrigger: state.rebootTrigger, ...leftUndone(touched) };
    const known: ServerInputs = { ...inputs, ...askedSoFar(state, inputs) };
    const cloud = lastLook(context);
    try {
        const live = await cloud.servers.get(id);
        if (!live) return { ...state, ...undone };
        const names = await namesOfGroups(cloud, known.securityGroups ?? []);
        const shown = Object.entries(observed(known, live, names));
        const ofTouched = shown.filter(([name]) => touched?.has(name) ?? true);
        return { ...fromResponse(inputs, live, state), ...Object.fromEntries(ofTouched), ...undone };
    } catch {
        // The failure that led here is the one to tell.
        return { ...state, ...undone };
    }
}

import {
    type Address,
    accessIpOf,
    exactly,
    type Server,
    type ServerRequest,
} from "../../api/services/servers";
import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import {
    type Actual,
    type Context,
    ofTouched,
    type ResourceHandler,
    unchanged,
    verbs,
    withGracePeriod,
} from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure, noLongerExists, PartialError } from "../../errors/failure";
import { assertAdoptable, type Comparison, findToAdopt, onlyOutsideStack } from "../shared/adoption";
import { createOnce, deleteTwins } from "../shared/createOnce";
import { groupsHeld, groupsToGive } from "../shared/groupHoldings";
import { namesOfGroups } from "../shared/groupNames";
import { nonceKey } from "../shared/marks";
import {
    deleteServer,
    isGone,
    launchOf,
    stateFailedToBuild,
    waitForServer,
} from "../shared/serverTransitions";
import { checkServer, preflightServer } from "./checks";
import { replacingChanges } from "./diff";
import { ownMetadata } from "./metadata";
import { type ServerInputs, serverProperties, withServerDefaults } from "./properties";
import { actualInputs, mergeDesired, othersAmong, reconcile, touchedBy, unfinishedInputs } from "./reconcile";
import { base64 } from "./userData";

/** "Instance" of the guide. */
export const serverHandler: ResourceHandler = {
    properties: serverProperties,
    timeouts: { create: 1800, update: 1800, delete: 1800 },
    autoName: { property: "name", max: 255, digits: 7 },
    repeats: { allMetadata: ["metadata"] },

    describe: (operation, state, id) => `${verbs[operation]} server "${state.name ?? id}"`,

    defaults: withServerDefaults,
    check: checkServer,
    preflight: preflightServer,

    diff(changes, state, inputs) {
        const replace = replacingChanges(changes.replace, state, inputs);
        const failed = stateFailedToBuild(state);
        return {
            ...changes,
            replace: failed ? [...replace, "status"] : replace,
            deleteBeforeReplace: failed || isInTheWay(state as ServerInputs, inputs as ServerInputs),
        };
    },

    holds: (inputs, made) => groupsHeld(inputs, made ? [made.id] : []),

    async create(context, values) {
        const inputs = values as ServerInputs;
        const existing = await findExisting(context, inputs);
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

    findExisting: (context, inputs) => findExisting(context, inputs as ServerInputs),

    recovery: {
        async find({ cloud }, { __nonce: nonce }) {
            const servers = await cloud.servers.list();
            return servers
                .filter((server) => server.metadata[nonceKey] === nonce && !isGone(server))
                .map(({ id }) => id);
        },
        async resume(context, id, begun, inputs) {
            const live = await context.cloud.servers.get(id);
            // The killed run may have got past the build.
            const built = live && !["BUILD", "ERROR"].includes(live.status) ? live : undefined;
            return (await complete(context, id, begun, inputs as ServerInputs, built)).actual;
        },
    },

    async read(context, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is not a server id`, "Use the server's UUID.");
        const live = await context.cloud.readServer(id);
        if (!live || isGone(live)) return undefined;
        if (!state) return await allOf(context.cloud, live);
        if (live.status === "ERROR")
            context.warn(`The server is in ERROR${live.fault ? `: ${live.fault}` : "."}`);
        const inputs = state as ServerInputs;
        return await actualOf(context.cloud, inputs, live, state);
    },

    async update(context, id, state, values, changed) {
        const inputs = values as ServerInputs;
        const live = await context.cloud.servers.get(id);
        if (!live || isGone(live)) {
            throw noLongerExists(`server ${id}`);
        }
        const touched = touchedBy(changed, state);
        try {
            const change = { id, state, inputs, touched, setting: "timeouts.update" };
            const done = await reconcile(context, change, live);
            const { outputs } = await actualOf(context.cloud, inputs, done, state);
            // The cloud shows what was touched as the program has it; the rest stays as it was in state.
            return { inputs: {}, outputs };
        } catch (error) {
            throw new PartialError(id, error, await stateAfterFailure(context, id, state, inputs, touched));
        }
    },

    async delete(context, id, state) {
        const found = await context.cloud.servers.get(id);
        await deleteServer(context, id, found, {
            stopBefore: state.stopBeforeDelete === true,
            setting: "timeouts.delete",
        });
    },
};

/** Waits until it is built and does what a create request cannot; on any failure the server stays in state. */
async function complete(
    context: Context,
    id: string,
    state: Values,
    inputs: ServerInputs,
    existing?: Server,
): Promise<{ id: string; actual: Actual }> {
    const setting = "timeouts.create";
    const before = existing ? state : { ...state, status: "BUILD" };
    try {
        const built = existing ?? (await waitForServer(context, id, "built", { setting }));
        const done = await reconcile(context, { id, state, inputs, setting }, built);
        return { id, actual: await actualOf(context.cloud, inputs, done) };
    } catch (error) {
        throw new PartialError(id, error, await stateAfterFailure(context, id, before, inputs));
    }
}

// Adopting.

async function findExisting(context: Context, inputs: ServerInputs): Promise<Server | undefined> {
    const found = await findToAdopt(context, inputs, {
        byId: (id) => existing(context, id),
        byName: () => onlyNamed(context, inputs.name),
    });
    if (found) {
        const what = `server "${found.name}" (${found.id})`;
        assertAdoptable(context, what, immutableDifferences(inputs, found));
    }
    return found;
}

/** The only server of that name that is not in the stack. */
async function onlyNamed(context: Context, name: string): Promise<Server | undefined> {
    const { cloud, stack } = context;
    const named = (await cloud.servers.list({ name: exactly(name) })).filter(
        (server) => server.name === name && !stack.makes(server.metadata[nonceKey]),
    );
    const one = await onlyOutsideStack(context, "servers", name, named);
    return one && (await existing(context, one.id));
}

async function existing({ cloud }: Context, id: string): Promise<Server | undefined> {
    const server = await cloud.servers.get(id);
    return server && !isGone(server) ? server : undefined;
}

/** The properties that would replace the server if they differ, as far as the cloud shows them. */
export function immutableDifferences(inputs: Partial<ServerInputs>, found: Server): Comparison[] {
    return (["imageId", "keyName", "availabilityZone"] as const).map((property) => ({
        property,
        desired: inputs[property],
        actual: found[property],
    }));
}

// Replacing.

/** A port, an address or an existing volume is free for the new server only after the old one is deleted. */
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

/** Empty while it is unknown. */
function listOf<T>(list: readonly T[] | undefined): readonly T[] {
    return Array.isArray(list) ? list : [];
}

// Requests and responses.

/** Names every member of a request: a forgotten one does not compile. */
export function toRequest(
    inputs: ServerInputs,
    marks: Record<string, string>,
): { [K in keyof Required<ServerRequest>]: ServerRequest[K] } {
    return {
        name: inputs.name,
        imageId: inputs.imageId,
        flavorId: inputs.flavorId,
        keyName: inputs.keyName,
        networks: inputs.networks,
        availabilityZone: inputs.availabilityZone,
        securityGroups: inputs.securityGroups,
        blockDevices: inputs.blockDevices,
        diskConfig: inputs.diskConfig,
        placementPolicyId: inputs.placementPolicyId,
        userData: base64(inputs.userData) ?? inputs.userDataBase64,
        metadata: { ...inputs.metadata, ...marks },
    };
}

/** The actual state of a server; `before` is its previous state. */
async function actualOf(
    cloud: RegionClient,
    inputs: Partial<ServerInputs>,
    live: Server,
    before?: Values,
): Promise<Actual> {
    const { status, vmState, taskState, power, addresses, hostId, created, updated, tenantId, userId } = live;
    const groups = await namesOfGroups(cloud, inputs.securityGroups ?? []);
    return {
        inputs: actualInputs(inputs, live, groups),
        outputs: {
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
            ...othersAmong(inputs, live, groups),
        },
    };
}

/** A server that was not created by the program: everything comes from the cloud. */
async function allOf(cloud: RegionClient, live: Server): Promise<Actual> {
    const metadata = ownMetadata({ metadataMode: "exclusive" }, live.metadata);
    const { imageId, keyName, availabilityZone, securityGroups } = live;
    const all = { securityGroups, metadata, powerState: "active" } as Partial<ServerInputs>;
    const { inputs, outputs } = await actualOf(cloud, all, live);
    return { inputs: { ...inputs, imageId, keyName, availabilityZone }, outputs };
}

/** The state of a server after a failure: the inputs as they are in the cloud. */
async function stateAfterFailure(
    context: Context,
    id: string,
    state: Values,
    inputs: ServerInputs,
    touched?: ReadonlySet<string>,
): Promise<Actual> {
    const asked: ServerInputs = { ...inputs, ...mergeDesired(state, inputs) };
    const cloud = withGracePeriod(context);
    // The original failure is the one to report.
    const live = await cloud.servers.get(id).catch(() => undefined);
    const actual = live && (await actualOf(cloud, asked, live, state).catch(() => undefined));
    const known = actual ? ofTouched(actual, (name) => touched?.has(name) ?? true) : unchanged(state);
    return {
        inputs: { ...known.inputs, rebootTrigger: state.rebootTrigger },
        outputs: { ...known.outputs, ...unfinishedInputs(touched) },
    };
}

import { accessIpOf, type Server, type ServerRequest } from "../api/servers";
import { Failure, Unfinished } from "../runtime/failure";
import { type Context, isUuid, type Lifecycle } from "../runtime/lifecycle";
import type { Values } from "../runtime/properties";
import { assertAdoptable, type Comparison, onlyOne } from "./adoption";
import { createOnce, deleteTwins } from "./createOnce";
import { namesOfGroups } from "./groups";
import { groupsHeld, groupsToGive } from "./heldGroups";
import { askedSoFar, converge, observed } from "./serverChanges";
import { base64, checkServer, preflightServer } from "./serverChecks";
import { nonceKey, ownMetadata } from "./serverMetadata";
import { type ServerInputs, serverProperties, withServerDefaults } from "./serverProperties";
import { deleteServer, isGone, neverRan, waitForServer } from "./serverTransitions";

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
        const kept = inputs.userDataReplaceOnChange === false ? ["userData", "userDataBase64"] : [];
        const replace = changes.replace.filter((name) => !kept.includes(name));
        const failed = neverRan(state);
        return {
            ...changes,
            replace: failed ? [...replace, "status"] : replace,
            deleteBeforeReplace: failed || holdsWhatOthersCannotShare(state as ServerInputs),
        };
    },

    holds: (inputs, made) => groupsHeld(inputs, made ? [made.id] : []),

    async create(context, values) {
        const inputs = values as ServerInputs;
        const existing = inputs.adoptExisting ? await findAdoptable(context, inputs) : undefined;
        const { name } = inputs;
        const nonce = context.randomHex(32);
        const securityGroups = await groupsToGive(context.cloud, inputs.securityGroups);
        const order = {
            name,
            nonce,
            post: () =>
                context.cloud.servers.create(toRequest({ ...inputs, securityGroups }, { [nonceKey]: nonce })),
            found: ([server]: [Server, ...Server[]]) => server.id,
        };
        const { made: id, repeated } = existing
            ? { made: existing.id, repeated: false }
            : await createOnce(context, order);
        try {
            const building = existing ?? waitForServer(context, id, "built", { setting: "timeouts.create" });
            const built = await Promise.resolve(building).finally(async () => {
                if (repeated) await deleteTwins(context, [id], order);
            });
            const done = await converge(
                context,
                { id, state: inputs, inputs, setting: "timeouts.create" },
                built,
            );
            return { id, state: fromResponse(inputs, done) };
        } catch (error) {
            throw new Unfinished(id, await truth(context, id, inputs, inputs), error);
        }
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
        return { ...fromResponse(inputs, live), ...observed(inputs, live, names) };
    },

    async update(context, id, state, values) {
        const inputs = values as ServerInputs;
        const live = await context.cloud.servers.get(id);
        if (!live || isGone(live)) {
            throw new Failure(
                `server ${id} is gone from the cloud`,
                "Run pulumi refresh, then pulumi up, to create it again.",
            );
        }
        try {
            const done = await converge(context, { id, state, inputs, setting: "timeouts.update" }, live);
            return fromResponse(inputs, done);
        } catch (error) {
            throw new Unfinished(id, await truth(context, id, state, inputs), error);
        }
    },

    async delete(context, id, state) {
        await deleteServer(context, id, {
            stopBefore: state.stopBeforeDelete === true,
            setting: "timeouts.delete",
        });
    },
};

// Taking over.

/** The one server of that name, if it can become what the program wants without being replaced. */
async function findAdoptable({ cloud }: Context, inputs: ServerInputs): Promise<Server | undefined> {
    const ids = await cloud.servers.idsNamed(inputs.name);
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
function holdsWhatOthersCannotShare({ networks = [], blockDevices = [] }: Partial<ServerInputs>): boolean {
    return (
        networks.some((network) => network.port !== undefined || network.fixedIp !== undefined) ||
        blockDevices?.some((device) => device.sourceType === "volume") === true
    );
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

/** What the cloud says of a server, besides what was asked for. */
export function fromResponse(inputs: Partial<ServerInputs>, live: Server): Values {
    const {
        status,
        vmState,
        taskState,
        power,
        addresses,
        hostId,
        created,
        updated,
        launchedAt,
        tenantId,
        userId,
    } = live;
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
        launchedAt,
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

/** What is true of a server after something failed: the inputs as the cloud has them, and nothing that was not done. */
async function truth(context: Context, id: string, state: Values, inputs: ServerInputs): Promise<Values> {
    const undone = { rebootTrigger: state.rebootTrigger };
    const known: ServerInputs = { ...inputs, ...askedSoFar(state, inputs) };
    try {
        const live = await context.cloud.servers.get(id);
        if (!live) return { ...state, ...undone };
        const names = await namesOfGroups(context.cloud, known.securityGroups ?? []);
        return { ...fromResponse(inputs, live), ...observed(known, live, names), ...undone };
    } catch {
        // The failure that led here is the one to tell.
        return { ...state, ...undone };
    }
}

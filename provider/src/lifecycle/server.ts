import type { Unwrap } from "@pulumi/pulumi";
import type { Server, ServerRequest } from "../api/servers";
import { isAmbiguous } from "../api/transport";
import type { ServerArgs } from "../resources/server";
import type { Cloud } from "../runtime/cloud";
import { Failure, Unfinished } from "../runtime/failure";
import { type Context, commonProperties, isUuid, type Lifecycle } from "../runtime/lifecycle";
import {
    flag,
    inAnyOrder,
    isUnknown,
    isValues,
    listOf,
    object,
    type PropertyTable,
    type Report,
    show,
    text,
    textMap,
    type Values,
    wholeNumber,
} from "../runtime/properties";
import { namesOfGroups } from "./groups";
import { converge, observed } from "./serverChanges";
import { act, isGone, waitForServer, whenFree } from "./serverTransitions";

export type ServerInputs = Values &
    Unwrap<ServerArgs> & { name: string; powerState: NonNullable<Unwrap<ServerArgs["powerState"]>> };

const networkProperties: PropertyTable = {
    uuid: { rule: text(), onChange: "replace" },
    subnet: { rule: text(), onChange: "replace" },
    port: { rule: text(), onChange: "replace" },
    fixedIp: {
        rule: text({ pattern: { matches: /^[0-9a-f.:]+$/i, means: "an IP address" } }),
        onChange: "replace",
    },
};

const blockDeviceProperties: PropertyTable = {
    sourceType: {
        rule: text({ oneOf: ["image", "volume", "snapshot", "blank"] }),
        required: '"image", "volume", "snapshot" or "blank"',
        onChange: "replace",
    },
    uuid: { rule: text(), onChange: "replace" },
    destinationType: {
        rule: text({ oneOf: ["local", "volume"] }),
        required: '"local" (U2 instance types) or "volume" (all others)',
        onChange: "replace",
    },
    bootIndex: {
        rule: wholeNumber({ min: -1 }),
        required: "0 for the root disk, another number for the others",
        onChange: "replace",
    },
    volumeSize: { rule: wholeNumber({ min: 1 }), onChange: "replace" },
    volumeType: { rule: text(), onChange: "replace" },
    deviceName: { rule: text(), onChange: "replace" },
    deleteOnTermination: { rule: flag, onChange: "replace" },
};

const longestUserData = 65_535;
/** "Less than 15 letters for Windows images". */
const longestWindowsName = 14;

/** "Instance" of the guide. */
export const server: Lifecycle = {
    properties: {
        ...commonProperties,
        name: { rule: text({ max: 255 }), onChange: "update" },
        imageId: { rule: text(), onChange: "replace" },
        flavorId: { rule: text(), required: "the id of an instance type", onChange: "update" },
        keyName: { rule: text(), required: "the name of a keypair", onChange: "replace" },
        networks: {
            rule: listOf(object(networkProperties), { min: 1 }),
            required: "at least one network, for example [{ subnet: SUBNET_ID }]",
            onChange: "replace",
            canonical: inAnyOrder,
        },
        availabilityZone: { rule: text(), onChange: "replace" },
        securityGroups: { rule: listOf(text()), onChange: "update", canonical: inAnyOrder },
        userData: { rule: text({ secret: true }), onChange: "replace" },
        userDataBase64: { rule: text({ secret: true }), onChange: "replace" },
        userDataReplaceOnChange: { rule: flag, onChange: "update" },
        metadata: { rule: textMap({ max: 255 }), onChange: "update" },
        blockDevices: { rule: listOf(object(blockDeviceProperties)), onChange: "replace" },
        powerState: { rule: text({ oneOf: ["active", "stopped", "shelved"] }), onChange: "update" },
        rebootTrigger: { rule: text(), onChange: "update" },
        rebootType: { rule: text({ oneOf: ["SOFT", "HARD"] }), onChange: "update" },
        diskConfig: { rule: text({ oneOf: ["MANUAL", "AUTO"] }), onChange: "update" },
        placementPolicyId: { rule: text(), onChange: "replace" },
        stopBeforeDelete: { rule: flag, onChange: "update" },
    },
    timeouts: { create: 1800, update: 1800, delete: 1800 },
    autoName: { max: 255 },

    doing: (operation, state, id) => {
        const verbs = { create: "Creating", read: "Reading", update: "Updating", delete: "Deleting" };
        return `${verbs[operation]} server "${state.name ?? id}"`;
    },

    defaults: (inputs, { metadata }) => ({
        ...inputs,
        powerState: inputs.powerState ?? "active",
        metadata: withDefaults(inputs.metadata, metadata),
    }),

    check(inputs, report) {
        checkUserData(inputs, report);
        checkNetworks(inputs, report);
        checkBlockDevices(inputs, report);
    },

    async preflight(cloud, olds, inputs, report) {
        await checkResize(cloud, olds.flavorId, inputs.flavorId, report);
        await checkWindowsName(cloud, inputs, report);
    },

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

    async create(context, values) {
        const inputs = values as ServerInputs;
        const nonce = context.randomHex(32);
        const { id, repeated } = await createOnce(context, toRequest(inputs, nonce), nonce);
        try {
            const building = waitForServer(context, id, "built", { setting: "timeouts.create" });
            const built = await building.finally(async () => {
                if (repeated) await deleteTwins(context, id, inputs.name, nonce);
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
        const { servers } = context.cloud;
        const setting = "timeouts.delete";
        if (state.stopBeforeDelete && (await servers.get(id))?.status === "ACTIVE") {
            await act(context, id, { "os-stop": null });
            await waitForServer(context, id, "stopped", { setting });
        }
        if (await whenFree(context, () => servers.delete(id)))
            await waitForServer(context, id, "deleted", { setting });
    },
};

// Checks.

function checkUserData({ userData, userDataBase64 }: Values, report: Report): void {
    if (userData !== undefined && userDataBase64 !== undefined) {
        report("userData and userDataBase64 are both given: give one of them.");
        return;
    }
    const encoded = base64(userData) ?? userDataBase64;
    if (typeof encoded !== "string" || isUnknown(userData) || isUnknown(encoded)) return;
    const name = userData === undefined ? "userDataBase64" : "userData";
    if (encoded.length > longestUserData) {
        report(
            `${name} has ${encoded.length} bytes in base64: ${longestUserData} are the most. Let it fetch the rest from somewhere.`,
        );
    }
    if (name === "userDataBase64" && !isBase64(encoded)) {
        report("userDataBase64 is not base64: give the plain text as userData instead.");
    }
}

function checkNetworks({ networks }: Values, report: Report): void {
    if (!Array.isArray(networks)) return;
    for (const [index, network] of (networks as Values[]).entries()) {
        const members = Object.keys(networkProperties).map((name) => network?.[name] ?? undefined);
        if (isUnknownWhole(network) || members.some((member) => member !== undefined)) continue;
        report(`networks[${index}] is empty: give it at least one of uuid, subnet, port and fixedIp.`);
    }
}

function checkBlockDevices({ blockDevices, imageId }: Values, report: Report): void {
    if (!Array.isArray(blockDevices)) {
        if (imageId === undefined && blockDevices === undefined) {
            report(
                "imageId is missing: give an image, or blockDevices whose root disk is a volume or a snapshot.",
            );
        }
        return;
    }
    const devices = (blockDevices as Values[]).filter((device) => !isUnknownWhole(device));
    for (const [index, device] of (blockDevices as Values[]).entries()) {
        if (!isUnknownWhole(device)) checkBlockDevice(`blockDevices[${index}]`, device, report);
    }
    if (devices.length < blockDevices.length || devices.some((device) => isUnknown(device.bootIndex))) return;
    const roots = devices.filter((device) => device.bootIndex === 0);
    if (roots.length !== 1) {
        report(`blockDevices has ${roots.length} disks with bootIndex 0: give exactly one, the root disk.`);
    } else if (imageId === undefined && roots[0]?.sourceType === "blank") {
        report("blockDevices has a blank root disk: give imageId, or a root disk with a system on it.");
    } else if (imageId === undefined && roots[0]?.sourceType === "image") {
        report("imageId is missing: give the image of the root disk as imageId too.");
    }
}

interface DeviceRule {
    breaks(device: Values): boolean;
    says: string;
}

const deviceRules: readonly DeviceRule[] = [
    {
        breaks: ({ sourceType, uuid }) => sourceType !== "blank" && uuid === undefined,
        says: "names no source: give uuid, the id of the image, volume or snapshot.",
    },
    {
        breaks: ({ sourceType, uuid }) => sourceType === "blank" && uuid !== undefined,
        says: 'has a uuid although it is blank: leave uuid out, or change sourceType to "volume" or "snapshot".',
    },
    {
        breaks: ({ sourceType, destinationType }) =>
            ["volume", "snapshot"].includes(String(sourceType)) && destinationType === "local",
        says: 'is local although it is made from a volume or snapshot: set destinationType to "volume".',
    },
    {
        breaks: ({ sourceType, destinationType, volumeSize }) =>
            ["image", "blank"].includes(String(sourceType)) &&
            destinationType === "volume" &&
            volumeSize === undefined,
        says: "makes a volume without a size: give volumeSize in GB.",
    },
];

function checkBlockDevice(path: string, device: Values, report: Report): void {
    if (isUnknown(device.sourceType) || isUnknown(device.destinationType)) return;
    for (const rule of deviceRules) if (rule.breaks(device)) report(`${path} ${rule.says}`);
}

/** True where not even the members are known. */
function isUnknownWhole(value: unknown): boolean {
    return typeof value === "string" && isUnknown(value);
}

/** Only a name that would be too long with a Windows image is worth the question. */
async function checkWindowsName(cloud: Cloud, { name, imageId }: Values, report: Report): Promise<void> {
    if (typeof name !== "string" || name.length <= longestWindowsName || isUnknown(name)) return;
    if (typeof imageId !== "string" || isUnknown(imageId)) return;
    const image = await cloud.image(imageId);
    if (!image?.isWindows) return;
    report(
        `name ${show(name)} has ${name.length} characters: ${longestWindowsName} are the most with the Windows image "${image.name}". Give a shorter name.`,
    );
}

/** U2 types have local disks, which no resize can move. */
async function checkResize(cloud: Cloud, before: unknown, after: unknown, report: Report): Promise<void> {
    if (typeof before !== "string" || typeof after !== "string" || before === after || isUnknown(after))
        return;
    const names = await cloud.flavorNames();
    const [from, to] = [names.get(before) ?? before, names.get(after) ?? after];
    if (![from, to].some((name) => name.startsWith("u2."))) return;
    report(
        `flavorId changes from ${from} to ${to}, but a U2 instance type cannot be resized: keep it, or make another server.`,
    );
}

function isBase64(text: string): boolean {
    const digits = text.replace(/\s/g, "");
    return digits.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(digits);
}

/** What is no object is left for the check to refuse. */
function withDefaults(given: unknown, defaults: Record<string, string>): unknown {
    if (Object.keys(defaults).length === 0 || !(given === undefined || isValues(given))) return given;
    return { ...defaults, ...given };
}

// Replacing.

/** A server that failed before it ever ran cannot be mended; one that ran may come back by itself. */
function neverRan(state: Values): boolean {
    return state.status === "ERROR" && !state.launchedAt;
}

/** A port, an address or an existing volume is free for the new server only when the old one is gone. */
function holdsWhatOthersCannotShare({ networks = [], blockDevices = [] }: Partial<ServerInputs>): boolean {
    return (
        networks.some((network) => network.port !== undefined || network.fixedIp !== undefined) ||
        blockDevices?.some((device) => device.sourceType === "volume") === true
    );
}

// Requests and answers.

const nonceKey = "pulumi-nhncloud-nonce";

export function toRequest(inputs: ServerInputs, nonce: string): ServerRequest {
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
        metadata: { ...metadata, [nonceKey]: nonce },
    };
}

function base64(plain: unknown): string | undefined {
    return typeof plain === "string" ? Buffer.from(plain, "utf8").toString("base64") : undefined;
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
    const floating = addresses.find((address) => address.type === "floating");
    return {
        status,
        vmState,
        taskState,
        power,
        addresses,
        accessIp: (floating ?? addresses[0])?.address,
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
    const { [nonceKey]: _nonce, ...metadata } = live.metadata;
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
 * What is true of a server after something failed: the inputs as the cloud has them, and nothing that was not done.
 * What was asked for before and is not gone yet stays known, so that the next up removes it.
 */
async function truth(context: Context, id: string, state: Values, inputs: ServerInputs): Promise<Values> {
    const undone = { rebootTrigger: state.rebootTrigger };
    const before = state as Partial<ServerInputs>;
    const known: ServerInputs = {
        ...inputs,
        securityGroups: [...new Set([...(inputs.securityGroups ?? []), ...(before.securityGroups ?? [])])],
        metadata: { ...before.metadata, ...inputs.metadata },
    };
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

// Creating once.

/** How long to wait between looks for a server whose create got no answer. */
const lookAgainMs = [1000, 2000, 4000];
const mostPosts = 3;

/** Sends the request; after a lost answer the nonce tells whether the server is there before it is sent again. */
async function createOnce(
    context: Context,
    request: ServerRequest,
    nonce: string,
): Promise<{ id: string; repeated: boolean }> {
    for (let post = 1; ; post++) {
        try {
            return { id: await context.cloud.servers.create(request), repeated: post > 1 };
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookAgainMs) {
                await context.clock.sleep(pause);
                const [found] = await withNonce(context, request.name, nonce);
                if (found) return { id: found.id, repeated: post > 1 };
            }
            if (post === mostPosts) throw error;
        }
    }
}

async function withNonce({ cloud }: Context, name: string, nonce: string): Promise<Server[]> {
    const exactly = `^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
    const named = await cloud.servers.list({ name: exactly });
    return named.filter((server) => server.metadata[nonceKey] === nonce && !isGone(server));
}

/** A request that was taken for lost may have been carried out late. */
async function deleteTwins(context: Context, id: string, name: string, nonce: string): Promise<void> {
    const twins = (await withNonce(context, name, nonce)).filter((server) => server.id !== id);
    await Promise.all(twins.map((twin) => context.cloud.servers.delete(twin.id)));
}

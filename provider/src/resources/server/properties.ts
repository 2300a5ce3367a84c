import type { Unwrap } from "@pulumi/pulumi";
import { commonProperties } from "../../core/commonProperties";
import { inAnyOrder, isValues, type Property, unlessEmpty, type Values } from "../../core/properties";
import {
    flag,
    ipAddress,
    largestInteger,
    listOf,
    object,
    printableName,
    text,
    textMap,
    uuid,
    wholeNumber,
} from "../../core/validators";
import { encryption } from "../shared/encryption";
import { withDefaultMetadata } from "../shared/metadata";
import type { AllServerArgs, BlockDeviceArgs, NetworkArgs } from "./resource";

export type ServerInputs = Values &
    Unwrap<AllServerArgs> & { name: string; powerState: NonNullable<Unwrap<AllServerArgs["powerState"]>> };

export const networkProperties = {
    uuid: { validate: text(), onChange: "replace" },
    subnet: { validate: text(), onChange: "replace" },
    port: { validate: uuid, onChange: "replace" },
    fixedIp: { validate: ipAddress, onChange: "replace" },
} satisfies Record<keyof NetworkArgs, Property>;

const blockDeviceProperties = {
    sourceType: {
        validate: text({ oneOf: ["image", "volume", "snapshot", "blank"] }),
        required: '"image", "volume", "snapshot" or "blank"',
        onChange: "replace",
    },
    uuid: { validate: text(), onChange: "replace" },
    destinationType: {
        validate: text({ oneOf: ["local", "volume"] }),
        required: '"volume", or "local" for U2 and GPU flavors',
        onChange: "replace",
    },
    bootIndex: {
        validate: wholeNumber({ min: -1, max: largestInteger }),
        required: "0 for the root disk and another number for each other disk",
        onChange: "replace",
    },
    volumeSize: { validate: wholeNumber({ min: 1, max: largestInteger }), onChange: "replace" },
    volumeType: { validate: text({ max: 255 }), onChange: "replace" },
    deviceName: {
        validate: text({
            max: 255,
            pattern: { matches: /^[A-Za-z0-9._/-]+$/, means: 'letters, digits and ._-/, for example "vdb"' },
        }),
        onChange: "replace",
    },
    deleteOnTermination: { validate: flag, onChange: "replace" },
    encryption,
} satisfies Record<keyof BlockDeviceArgs, Property>;

/** Two disks with the same canonical form are the same: changing the appkey alone replaces nothing. */
function canonicalDevice(device: unknown): unknown {
    const { encryption: key, ...others }: Values = { deleteOnTermination: false, ...(device as Values) };
    return { ...others, encryption: isValues(key) ? key.keyId : key };
}

const mode = text({ oneOf: ["additive", "exclusive"] });

/** What starting and stopping changes, but for the time of the change. */
const power = ["status", "vmState", "taskState", "power", "launchedAt", "updated"] as const;

/** The inputs of a server, and what changing them does. */
export const serverProperties = {
    ...commonProperties,
    name: { validate: printableName(255), onChange: "update", affects: ["updated"] },
    imageId: { validate: text(), onChange: "replace", hidden: "maybe" },
    flavorId: {
        validate: text(),
        required: "the id of a flavor",
        onChange: "update",
        affects: [...power, "hostId"],
    },
    keyName: { validate: text(), required: "the name of a keypair", onChange: "replace" },
    networks: {
        validate: listOf(object(networkProperties), { min: 1 }),
        required: "at least one network, for example [{ subnet: SUBNET_ID }]",
        onChange: "replace",
        canonical: inAnyOrder,
        hidden: "always",
    },
    availabilityZone: { validate: printableName(255), onChange: "replace" },
    securityGroups: {
        validate: listOf(text()),
        onChange: "update",
        canonical: inAnyOrder,
        affects: ["updated"],
    },
    securityGroupsMode: { validate: mode, onChange: "update", affects: ["securityGroups", "updated"] },
    userData: { validate: text({ secret: true }), onChange: "replace", hidden: "maybe" },
    userDataBase64: { validate: text({ secret: true }), onChange: "replace", hidden: "maybe" },
    userDataReplaceOnChange: { validate: flag, onChange: "update", affects: [] },
    metadata: {
        validate: textMap({ max: 255 }),
        onChange: "update",
        canonical: unlessEmpty,
        affects: ["allMetadata", "updated"],
    },
    metadataMode: { validate: mode, onChange: "update", affects: ["metadata", "allMetadata", "updated"] },
    blockDevices: {
        validate: listOf(object(blockDeviceProperties)),
        onChange: "replace",
        canonical: (devices) => inAnyOrder(Array.isArray(devices) ? devices.map(canonicalDevice) : devices),
        hidden: "always",
    },
    powerState: {
        validate: text({ oneOf: ["active", "stopped", "shelved"] }),
        onChange: "update",
        affects: [...power, "hostId"],
    },
    rebootTrigger: { validate: text(), onChange: "update", hidden: "maybe", affects: power },
    rebootType: { validate: text({ oneOf: ["SOFT", "HARD"] }), onChange: "update", affects: [] },
    diskConfig: { validate: text({ oneOf: ["MANUAL", "AUTO"] }), onChange: "update", affects: [] },
    placementPolicyId: { validate: uuid, onChange: "replace", hidden: "maybe" },
    stopBeforeDelete: { validate: flag, onChange: "update", affects: [] },
} satisfies Record<keyof AllServerArgs, Property>;

/** Applies the defaults of inputs that are not set. */
export function withServerDefaults(
    inputs: Values,
    { metadata }: { metadata: Record<string, string> },
): Values {
    return {
        ...withDefaultMetadata(inputs, metadata),
        ...imageNamedOnce(inputs),
        powerState: inputs.powerState ?? "active",
    };
}

/** Nova requires the root disk's image in both places, a program in either. */
function imageNamedOnce({ imageId, blockDevices }: Values): Values {
    const devices: unknown[] = Array.isArray(blockDevices) ? blockDevices : [];
    const isRoot = (device: unknown): device is Values =>
        isValues(device) && device.bootIndex === 0 && device.sourceType === "image";
    const root = devices.find(isRoot);
    if (!root) return {};
    const image = imageId ?? root.uuid;
    return {
        imageId: image,
        blockDevices: devices.map((device) => (isRoot(device) ? { uuid: image, ...device } : device)),
    };
}

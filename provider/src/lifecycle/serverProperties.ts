import { isIP } from "node:net";
import type { Unwrap } from "@pulumi/pulumi";
import type { ServerArgs } from "../resources/server";
import { commonProperties, uuid } from "../runtime/lifecycle";
import {
    flag,
    inAnyOrder,
    isValues,
    listOf,
    object,
    type Property,
    type PropertyTable,
    printableName,
    text,
    textMap,
    type Values,
    wholeNumber,
} from "../runtime/properties";

export type ServerInputs = Values &
    Unwrap<ServerArgs> & { name: string; powerState: NonNullable<Unwrap<ServerArgs["powerState"]>> };

export const networkProperties: PropertyTable = {
    uuid: { rule: text(), onChange: "replace" },
    subnet: { rule: text(), onChange: "replace" },
    port: { rule: uuid, onChange: "replace" },
    fixedIp: {
        rule: text({ pattern: { matches: { test: (ip) => isIP(ip) !== 0 }, means: "an IP address" } }),
        onChange: "replace",
    },
};

/** The largest number that Nova's database takes. */
const largestInteger = 2_147_483_647;

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
        rule: wholeNumber({ min: -1, max: largestInteger }),
        required: "0 for the root disk, another number for the others",
        onChange: "replace",
    },
    volumeSize: { rule: wholeNumber({ min: 1, max: largestInteger }), onChange: "replace" },
    volumeType: { rule: text({ max: 255 }), onChange: "replace" },
    deviceName: {
        rule: text({
            max: 255,
            pattern: { matches: /^[A-Za-z0-9._/-]+$/, means: 'letters, digits and ._-/, as in "vdb"' },
        }),
        onChange: "replace",
    },
    deleteOnTermination: { rule: flag, onChange: "replace" },
};

function withDeviceDefaults(devices: unknown): unknown {
    if (!Array.isArray(devices)) return devices;
    return devices.map((device) => (isValues(device) ? { deleteOnTermination: false, ...device } : device));
}

const mode: Property = { rule: text({ oneOf: ["additive", "exclusive"] }), onChange: "update" };

/** What a server takes, and what a change of it means. */
export const serverProperties: PropertyTable = {
    ...commonProperties,
    name: { rule: printableName(255), onChange: "update" },
    imageId: { rule: text(), onChange: "replace" },
    flavorId: { rule: text(), required: "the id of an instance type", onChange: "update" },
    keyName: { rule: text(), required: "the name of a keypair", onChange: "replace" },
    networks: {
        rule: listOf(object(networkProperties), { min: 1 }),
        required: "at least one network, for example [{ subnet: SUBNET_ID }]",
        onChange: "replace",
        canonical: inAnyOrder,
    },
    availabilityZone: { rule: printableName(255), onChange: "replace" },
    securityGroups: { rule: listOf(text()), onChange: "update", canonical: inAnyOrder },
    securityGroupsMode: mode,
    userData: { rule: text({ secret: true }), onChange: "replace" },
    userDataBase64: { rule: text({ secret: true }), onChange: "replace" },
    userDataReplaceOnChange: { rule: flag, onChange: "update" },
    metadata: { rule: textMap({ max: 255 }), onChange: "update" },
    metadataMode: mode,
    blockDevices: {
        rule: listOf(object(blockDeviceProperties)),
        onChange: "replace",
        canonical: (devices) => inAnyOrder(withDeviceDefaults(devices)),
    },
    powerState: { rule: text({ oneOf: ["active", "stopped", "shelved"] }), onChange: "update" },
    rebootTrigger: { rule: text(), onChange: "update" },
    rebootType: { rule: text({ oneOf: ["SOFT", "HARD"] }), onChange: "update" },
    diskConfig: { rule: text({ oneOf: ["MANUAL", "AUTO"] }), onChange: "update" },
    placementPolicyId: { rule: uuid, onChange: "replace" },
    stopBeforeDelete: { rule: flag, onChange: "update" },
};

/** Fills in what a server is where its program says nothing. */
export function withServerDefaults(
    inputs: Values,
    { metadata }: { metadata: Record<string, string> },
): Values {
    return {
        ...inputs,
        powerState: inputs.powerState ?? "active",
        metadata: withDefaults(inputs.metadata, metadata),
    };
}

/** What is no object is left for the check to refuse. */
function withDefaults(given: unknown, defaults: Record<string, string>): unknown {
    if (Object.keys(defaults).length === 0 || !(given === undefined || isValues(given))) return given;
    return { ...defaults, ...given };
}

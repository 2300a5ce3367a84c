import type { PreflightCheck } from "../../core/handler";
import { isReplacedOnChange } from "../../core/handler";
import { changesOf, isUnknown, type ReportProblem, unknownValue, type Values } from "../../core/properties";
import { checkBootDisk } from "../../preflight/bootDisk";
import { checkReferences } from "../../preflight/references";
import { takesKey } from "../shared/encryption";
import { checkGroups } from "../shared/groupHoldings";
import { replacingChanges } from "./diff";
import { checkMetadata } from "./metadata";
import { networkProperties, serverProperties } from "./properties";
import { base64 } from "./userData";

const longestUserData = 65_535;

/** Rules that need more than one input. */
export function checkServer(inputs: Values, report: ReportProblem): void {
    checkUserData(inputs, report);
    checkNetworks(inputs, report);
    checkBlockDevices(inputs, report);
    checkMetadata(inputs.metadata, report);
    checkGroups(inputs, report);
    checkModes(inputs, report);
}

/** Rules that need to know the cloud. */
export async function preflightServer(check: PreflightCheck): Promise<void> {
    const { oldInputs, inputs, resource } = check;
    const { imageId, blockDevices, keyName, ...others } = inputs;
    // What is adopted may have outlived its image and its key.
    const adopts = inputs.adoptExisting === true && oldInputs.flavorId === undefined;
    if (adopts) return await checkReferences({ ...check, inputs: others });
    await checkReferences(check);
    const { replace } = changesOf(serverProperties, oldInputs, inputs);
    const isReplaced =
        replacingChanges(replace, oldInputs, inputs).length > 0 || isReplacedOnChange(resource, "flavorId");
    await checkBootDisk(check, { isReplaced });
}

function checkUserData({ userData, userDataBase64 }: Values, report: ReportProblem): void {
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

/** An exclusive list that is not given would take everything away. */
function checkModes(inputs: Values, report: ReportProblem): void {
    for (const name of ["securityGroups", "metadata"]) {
        if (inputs[`${name}Mode`] !== "exclusive" || inputs[name] !== undefined) continue;
        report(`${name}Mode is "exclusive", but ${name} is missing: say all that the server may have.`);
    }
}

function checkNetworks({ networks }: Values, report: ReportProblem): void {
    if (!Array.isArray(networks)) return;
    for (const [index, network] of (networks as (Values | typeof unknownValue)[]).entries()) {
        if (network === unknownValue) continue;
        const members = Object.keys(networkProperties).map((name) => network?.[name] ?? undefined);
        if (members.some((member) => member !== undefined)) continue;
        report(`networks[${index}] is empty: give it at least one of uuid, subnet, port and fixedIp.`);
    }
}

function checkBlockDevices({ blockDevices, imageId }: Values, report: ReportProblem): void {
    if (!Array.isArray(blockDevices)) {
        if (imageId === undefined && blockDevices === undefined) {
            report(
                "imageId is missing: give an image, or blockDevices whose root disk is a volume or a snapshot.",
            );
        }
        return;
    }
    const all = blockDevices as (Values | typeof unknownValue)[];
    const devices = all.filter((device) => device !== unknownValue);
    for (const [index, device] of all.entries()) {
        if (device !== unknownValue) checkBlockDevice(`blockDevices[${index}]`, device, report);
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

/** As Nova takes one. */
const snapshotId = /^[A-Za-z0-9._-]{1,255}$/;

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
        // Images and volumes are looked up.
        breaks: ({ sourceType, uuid }) =>
            sourceType === "snapshot" && typeof uuid === "string" && !snapshotId.test(uuid),
        says: "has a uuid that no snapshot can have: give the id of the snapshot.",
    },
    {
        breaks: ({ sourceType, destinationType }) =>
            ["volume", "snapshot"].includes(String(sourceType)) && destinationType === "local",
        says: 'is local although it is made from a volume or snapshot: set destinationType to "volume".',
    },
    {
        breaks: ({ sourceType, destinationType, bootIndex }) =>
            sourceType === "image" && destinationType === "local" && bootIndex !== 0,
        says: 'is a local copy of an image, which only the root disk can be: set destinationType to "volume", or bootIndex to 0.',
    },
    {
        breaks: ({ sourceType, destinationType, volumeSize }) =>
            ["image", "blank"].includes(String(sourceType)) &&
            destinationType === "volume" &&
            volumeSize === undefined,
        says: "makes a volume without a size: give volumeSize in GB.",
    },
    {
        breaks: ({ sourceType, destinationType, encryption }) =>
            encryption !== undefined && (sourceType === "volume" || destinationType === "local"),
        says: "has encryption although no volume is made for it: leave encryption out.",
    },
    {
        breaks: ({ sourceType, destinationType, volumeType, encryption }) =>
            encryption !== undefined &&
            ["image", "blank"].includes(String(sourceType)) &&
            destinationType === "volume" &&
            !isUnknown(volumeType) &&
            !takesKey(volumeType),
        says: 'has encryption, which is for encrypted types: give volumeType one, for example "Encrypted SSD".',
    },
];

function checkBlockDevice(path: string, device: Values, report: ReportProblem): void {
    if (isUnknown(device.sourceType) || isUnknown(device.destinationType)) return;
    for (const rule of deviceRules) if (rule.breaks(device)) report(`${path} ${rule.says}`);
}

function isBase64(text: string): boolean {
    const digits = text.replace(/\s/g, "");
    return digits.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(digits);
}

import { isReplacedOnChange, type PreflightCheck } from "../../core/handler";
import { changesOf, isUnknown, type ReportProblem, unknownValue, type Values } from "../../core/properties";
import { checkBootDisk } from "../../preflight/bootDisk";
import { checkReferences } from "../../preflight/references";
import { takesKey } from "../shared/encryption";
import { checkGroups } from "../shared/groupHoldings";
import { checkReservedKeys } from "../shared/metadata";
import { replacingChanges } from "./diff";
import { reservedKeys } from "./metadata";
import { networkProperties, serverProperties } from "./properties";
import { base64 } from "./userData";

const longestUserData = 65_535;

/** Checks that involve more than one input. */
export function checkServer(inputs: Values, report: ReportProblem): void {
    checkUserData(inputs, report);
    checkNetworks(inputs, report);
    checkBlockDevices(inputs, report);
    checkReservedKeys(inputs.metadata, reservedKeys, report);
    checkGroups(inputs, report);
    checkModes(inputs, report);
}

/** Checks against the cloud. */
export async function preflightServer(check: PreflightCheck): Promise<void> {
    const { oldInputs, inputs, resource } = check;
    const { imageId, blockDevices, keyName, ...others } = inputs;
    // An adopted server may have outlived its image and its key.
    const mayAdopt = inputs.adoptExisting === true || resource.importId !== undefined;
    const adopts = mayAdopt && oldInputs.flavorId === undefined;
    if (adopts) return await checkReferences({ ...check, inputs: others });
    await checkReferences(check);
    const { replace } = changesOf(serverProperties, oldInputs, inputs);
    const isReplaced =
        replacingChanges(replace, oldInputs, inputs).length > 0 || isReplacedOnChange(resource, "flavorId");
    await checkBootDisk(check, { isReplaced });
}

function checkUserData({ userData, userDataBase64 }: Values, report: ReportProblem): void {
    if (userData !== undefined && userDataBase64 !== undefined) {
        report("userData and userDataBase64 are mutually exclusive: set only one of them.");
        return;
    }
    const encoded = base64(userData) ?? userDataBase64;
    if (typeof encoded !== "string" || isUnknown(userData) || isUnknown(encoded)) return;
    const name = userData === undefined ? "userDataBase64" : "userData";
    if (encoded.length > longestUserData) {
        report(
            `${name} must be at most ${longestUserData} bytes in base64, got ${encoded.length}: let it download the rest.`,
        );
    }
    if (name === "userDataBase64" && !isBase64(encoded)) {
        report("userDataBase64 must be base64: use userData for plain text.");
    }
}

/** An exclusive list that is not set would remove everything. */
function checkModes(inputs: Values, report: ReportProblem): void {
    for (const name of ["securityGroups", "metadata"]) {
        if (inputs[`${name}Mode`] !== "exclusive" || inputs[name] !== undefined) continue;
        report(`${name} is required when ${name}Mode is "exclusive": list everything the server may have.`);
    }
}

function checkNetworks({ networks }: Values, report: ReportProblem): void {
    if (!Array.isArray(networks)) return;
    for (const [index, network] of (networks as (Values | typeof unknownValue)[]).entries()) {
        if (network === unknownValue) continue;
        const members = Object.keys(networkProperties).map((name) => network[name] ?? undefined);
        if (members.some((member) => member !== undefined)) continue;
        report(`networks[${index}] must have at least one of uuid, subnet, port and fixedIp.`);
    }
}

function checkBlockDevices({ blockDevices, imageId }: Values, report: ReportProblem): void {
    if (!Array.isArray(blockDevices)) {
        if (imageId === undefined && blockDevices === undefined) {
            report(
                "imageId is required: set it to the id of an image, or boot from a volume or snapshot in blockDevices.",
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
    const [root] = roots;
    if (!root || roots.length > 1) {
        report(
            `blockDevices must have exactly one disk with bootIndex 0, the root disk, got ${roots.length}.`,
        );
    } else if (imageId === undefined && root.sourceType === "blank") {
        report(
            "imageId is required when the root disk in blockDevices is blank: set it, or use a bootable root disk.",
        );
    }
}

interface DeviceRule {
    breaks(device: Values): boolean;
    says: string;
}

/** What Nova accepts. */
const snapshotId = /^[A-Za-z0-9._-]{1,255}$/;

const deviceRules: readonly DeviceRule[] = [
    {
        breaks: ({ sourceType, uuid }) => sourceType !== "blank" && uuid === undefined,
        says: "must have a uuid, the id of the image, volume or snapshot.",
    },
    {
        breaks: ({ sourceType, uuid }) => sourceType === "blank" && uuid !== undefined,
        says: 'must not have a uuid when sourceType is "blank": omit it, or change sourceType to "volume" or "snapshot".',
    },
    {
        // Images and volumes are looked up in the cloud.
        breaks: ({ sourceType, uuid }) =>
            sourceType === "snapshot" && typeof uuid === "string" && !snapshotId.test(uuid),
        says: "must have the id of a snapshot as uuid.",
    },
    {
        breaks: ({ sourceType, destinationType }) =>
            ["volume", "snapshot"].includes(String(sourceType)) && destinationType === "local",
        says: 'must have destinationType "volume" when sourceType is "volume" or "snapshot", got "local".',
    },
    {
        breaks: ({ sourceType, destinationType, bootIndex }) =>
            sourceType === "image" && destinationType === "local" && bootIndex !== 0,
        says: 'must have destinationType "volume" or bootIndex 0: only the root disk can be a local copy of an image.',
    },
    {
        breaks: ({ sourceType, destinationType, volumeSize }) =>
            ["image", "blank"].includes(String(sourceType)) &&
            destinationType === "volume" &&
            volumeSize === undefined,
        says: "must have a volumeSize in GB, since it creates a volume.",
    },
    {
        breaks: ({ sourceType, destinationType, encryption }) =>
            encryption !== undefined && (sourceType === "volume" || destinationType === "local"),
        says: "must not have encryption, since it creates no volume.",
    },
    {
        breaks: ({ sourceType, destinationType, volumeType, encryption }) =>
            encryption !== undefined &&
            ["image", "blank"].includes(String(sourceType)) &&
            destinationType === "volume" &&
            !isUnknown(volumeType) &&
            !takesKey(volumeType),
        says: 'must have an encrypted volumeType when encryption is set, for example "Encrypted SSD".',
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

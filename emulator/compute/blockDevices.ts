import { DEFAULT_VOLUME_TYPE, keyOf, newVolume, setVolumeStatus } from "../blockStorage/volumes";
import { newId } from "../cloud/ids";
import type { FlavorRecord, ImageRecord, ServerRecord, VolumeRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest } from "../http/errors";
import { entryOf, isTrue, type JsonObject, textAt } from "../http/json";
import type { Schema } from "../http/validation";
import { deviceName } from "./deviceNames";
import { isGpu, isLocal } from "./flavors";

export const BLOCK_DEVICE_SCHEMA: Schema = {
    type: "object",
    properties: {
        source_type: { oneOf: ["volume", "image", "snapshot", "blank"] },
        destination_type: { oneOf: ["local", "volume"] },
        volume_size: { type: "integer", minimum: 1 },
        delete_on_termination: { type: "boolean" },
        device_name: { type: "nullable-string" },
    },
};

interface VolumePlan {
    root: boolean;
    deleteOnTermination: boolean;
    /** An existing volume, reserved as soon as the request is accepted. */
    volumeId: string | undefined;
    create: () => VolumeRecord;
}

/** The volumes of one server that is being built; prepare() creates the new ones. */
export interface VolumeBuild {
    usesVolumes: boolean;
    prepare: () => void;
}

export interface BlockDevicePlan {
    rootImage: ImageRecord | undefined;
    rootSizeGb: number;
    local: boolean;
    volumes: VolumePlan[];
}

function imageOf(region: Region, id: string): ImageRecord {
    const image = region.images.get(id);
    if (!image) throw badRequest(`Block Device Mapping is Invalid: failed to get image ${id}.`);
    return image;
}

/** What a new volume is made of, by the source_type of its block device. */
type VolumeSource = (
    region: Region,
    device: JsonObject,
    uuid: string,
    sizeGb: number | undefined,
) => Partial<VolumeRecord>;

const VOLUME_SOURCES: Record<string, VolumeSource> = {
    image: (region, _device, uuid, sizeGb) => {
        const image = imageOf(region, uuid);
        if (sizeGb === undefined) {
            throw badRequest("Images with destination_type 'volume' need to have a non-zero size specified");
        }
        if (sizeGb < image.minDiskGb) throw badRequest("Volume size is too small.");
        return { sizeGb, imageId: image.id, bootable: true };
    },
    snapshot: (region, _device, uuid, sizeGb) => {
        const snapshot = region.snapshots.get(uuid);
        if (!snapshot) throw badRequest(`Block Device Mapping is Invalid: failed to get snapshot ${uuid}.`);
        return { sizeGb: sizeGb ?? snapshot.sizeGb, snapshotId: snapshot.id, bootable: true };
    },
    blank: (_region, _device, _uuid, sizeGb) => {
        if (sizeGb === undefined) {
            throw badRequest("Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size");
        }
        return { sizeGb };
    },
};

function existingVolume(region: Region, uuid: string, zone: string): VolumeRecord {
    const volume = region.volumes.get(uuid);
    if (!volume) throw badRequest(`Volume ${uuid} could not be found.`);
    if (volume.status !== "available") {
        throw badRequest(
            `Invalid volume: volume ${uuid} status must be 'available'. Currently in '${volume.status}'`,
        );
    }
    if (volume.availabilityZone !== zone) {
        const where = `Instance is in ${zone}. Volume is in ${volume.availabilityZone}`;
        throw badRequest(
            `Invalid volume: Instance and volume ${uuid} are not in the same availability_zone. ${where}`,
        );
    }
    return volume;
}

function planVolume(region: Region, device: JsonObject, zone: string, flavor: FlavorRecord): VolumePlan {
    const uuid = textAt(device, "uuid");
    if (uuid === undefined && device.source_type !== "blank") {
        throw badRequest("Block Device Mapping is Invalid: Missing device UUID.");
    }
    const root = Number(device.boot_index) === 0;
    if (isLocal(flavor) && root) {
        throw badRequest(
            "Block Device Mapping is Invalid: the root disk of a U2 instance type needs destination_type local",
        );
    }
    const common = { root, deleteOnTermination: isTrue(device.delete_on_termination) };
    if (device.source_type === "volume") {
        const volume = existingVolume(region, uuid ?? "", zone);
        return { ...common, volumeId: volume.id, create: () => volume };
    }
    const sizeGb = device.volume_size === undefined ? undefined : Number(device.volume_size);
    const given = entryOf(VOLUME_SOURCES, String(device.source_type))?.(region, device, uuid ?? "", sizeGb);
    if (!given) throw badRequest("Block Device Mapping is Invalid: source_type is missing");
    const type = textAt(device, "volume_type") ?? DEFAULT_VOLUME_TYPE;
    if (!region.volumeTypes.some(({ id, name }) => id === type || name === type)) {
        throw badRequest(`Invalid volume type: ${type}`);
    }
    const keyId = keyOf(device, type);
    return {
        ...common,
        volumeId: undefined,
        create: () =>
            newVolume(region, {
                name: "",
                description: "",
                availabilityZone: zone,
                updated: region.timeline.time,
                ...given,
                type,
                keyId,
            }),
    };
}

function checkRoot(devices: JsonObject[], flavor: FlavorRecord): void {
    const roots = devices.filter(({ boot_index }) => boot_index !== undefined && Number(boot_index) === 0);
    if (roots.length === 1 || (devices.length === 0 && isLocal(flavor))) return;
    if (devices.length === 0) throw badRequest("Missing Block Device Mapping attribute");
    throw badRequest(
        "Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid.",
    );
}

/** Reads block_device_mapping_v2, with the checks of the vendor and of Nova. */
export function planBlockDevices(
    region: Region,
    devices: JsonObject[],
    image: ImageRecord | undefined,
    flavor: FlavorRecord,
    zone: string,
): BlockDevicePlan {
    checkRoot(devices, flavor);
    const local = devices.filter(
        ({ destination_type, source_type }) => destination_type === "local" && source_type === "image",
    );
    if (local.length > 0 && !isLocal(flavor) && !isGpu(flavor)) {
        throw badRequest(
            "Block Device Mapping is Invalid: destination_type local is for U2 and GPU instance types only",
        );
    }
    const rest = devices.filter((device) => !local.includes(device));
    const volumes = rest.map((device) => planVolume(region, device, zone, flavor));
    const root = devices.find(({ boot_index }) => Number(boot_index) === 0);
    const rootUuid = root?.source_type === "image" ? textAt(root, "uuid") : undefined;
    const rootImage = rootUuid === undefined ? image : imageOf(region, rootUuid);
    const given = Number(root?.volume_size ?? rootImage?.minDiskGb ?? 0);
    return {
        rootImage,
        rootSizeGb: isLocal(flavor) ? flavor.diskGb : given,
        local: isLocal(flavor) || local.length > 0,
        volumes,
    };
}

function attach(region: Region, server: ServerRecord, plan: VolumePlan, status: string): void {
    const volume = plan.create();
    volume.status = status;
    volume.serverId = server.id;
    region.volumes.set(volume.id, volume);
    const { root, deleteOnTermination } = plan;
    const at = server.attachments.length + (server.localRoot && !root ? 1 : 0);
    const attachment = {
        volumeId: volume.id,
        attachmentId: newId(),
        device: deviceName(at),
        root,
        deleteOnTermination,
    };
    server.attachments.push({ ...attachment, attachedAt: null });
}

/** Existing volumes are reserved with the request; new ones are created while the server is built. */
export function reserveVolumes(region: Region, server: ServerRecord, plan: BlockDevicePlan): VolumeBuild {
    const ordered = [...plan.volumes].sort((one, other) => Number(other.root) - Number(one.root));
    for (const volume of ordered)
        if (volume.volumeId !== undefined) attach(region, server, volume, "reserved");
    const created = ordered.filter(({ volumeId }) => volumeId === undefined);
    const prepare = () => {
        for (const volume of created) attach(region, server, volume, "creating");
        server.attachments.sort((one, other) => Number(other.root) - Number(one.root));
        const shift = server.localRoot ? 1 : 0;
        for (const [at, attachment] of server.attachments.entries())
            attachment.device = deviceName(at + shift);
    };
    return { usesVolumes: ordered.length > 0, prepare };
}

export function connectVolumes(region: Region, server: ServerRecord): void {
    for (const attachment of server.attachments) {
        const volume = region.volumes.get(attachment.volumeId);
        if (!volume || volume.status === "in-use") continue;
        setVolumeStatus(region, volume, "in-use");
        attachment.attachedAt = region.timeline.time;
    }
}

/** When a server is deleted, its volumes are deleted too or become available. */
export function releaseVolumes(region: Region, server: ServerRecord): void {
    for (const { volumeId, deleteOnTermination } of server.attachments) {
        const volume = region.volumes.get(volumeId);
        region.timeline.cancel(volumeId);
        if (!volume) continue;
        const unfinished = volume.status === "creating";
        if (deleteOnTermination || unfinished) region.volumes.delete(volumeId);
        setVolumeStatus(region, volume, "available");
        volume.serverId = null;
    }
    server.attachments = [];
}

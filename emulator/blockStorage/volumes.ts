import { newId, toMicroseconds } from "../cloud/clock";
import type { VolumeRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { TENANT_ID, USER_ID } from "../cloud/seed";
import { addImage, checksumOf, saveImage } from "../compute/imageProxy";
import { links } from "../compute/serverView";
import { badRequest, notFound } from "../http/errors";
import { type PageRules, pageBody, paginate } from "../http/paging";
import type { Answer, RegionCall } from "../http/router";
import {
    entryOf,
    isTrue,
    type JsonObject,
    objectAt,
    type Schema,
    textAt,
    texts,
    validate,
} from "../http/validation";

function renderAttachments(region: Region, volume: VolumeRecord): unknown[] {
    const server = region.servers.get(volume.serverId ?? "");
    const attachment = server?.attachments.find(({ volumeId }) => volumeId === volume.id);
    if (!server || !attachment || attachment.attachedAt === null) return [];
    return [
        {
            id: volume.id,
            attachment_id: attachment.attachmentId,
            volume_id: volume.id,
            server_id: server.id,
            host_name: null,
            device: attachment.device,
            attached_at: toMicroseconds(attachment.attachedAt),
        },
    ];
}

function renderImageMetadata(region: Region, { imageId }: VolumeRecord): Record<string, unknown> {
    const image = region.images.get(imageId ?? "");
    if (!image) return {};
    const volume_image_metadata = {
        ...image.properties,
        image_id: image.id,
        image_name: image.name,
        checksum: checksumOf(image),
        container_format: "bare",
        disk_format: image.diskFormat,
        min_disk: String(image.minDiskGb),
        min_ram: String(image.minRamMb),
        size: String(image.sizeBytes),
    };
    return { volume_image_metadata };
}

/** What POST answers; GET adds to it. */
function renderBase(call: RegionCall, volume: VolumeRecord): Record<string, unknown> {
    return {
        id: volume.id,
        status: volume.status,
        size: volume.sizeGb,
        availability_zone: volume.availabilityZone,
        created_at: toMicroseconds(volume.created),
        updated_at: volume.updated === null ? null : toMicroseconds(volume.updated),
        name: volume.name,
        description: volume.description,
        volume_type: volume.type,
        snapshot_id: volume.snapshotId,
        source_volid: null,
        metadata: volume.metadata,
        links: links(call, "volumes", volume.id),
        user_id: USER_ID,
        bootable: String(volume.bootable),
        encrypted: volume.type.startsWith("Encrypted"),
        replication_status: null,
        consistencygroup_id: null,
        multiattach: false,
        attachments: renderAttachments(call.region, volume),
        ...renderImageMetadata(call.region, volume),
    };
}

export function renderVolume(call: RegionCall, volume: VolumeRecord): Record<string, unknown> {
    return { ...renderBase(call, volume), "os-vol-tenant-attr:tenant_id": TENANT_ID };
}

function renderSummary(call: RegionCall, { id, name }: VolumeRecord): unknown {
    return { id, name, links: links(call, "volumes", id) };
}

function find({ region, param }: RegionCall): VolumeRecord {
    const volume = region.volumes.get(param("id"));
    if (!volume) throw notFound(`Volume ${param("id")} could not be found.`);
    return volume;
}

const FILTERS: Record<string, (volume: VolumeRecord) => string | null> = {
    name: ({ name }) => name,
    status: ({ status }) => status,
    availability_zone: ({ availabilityZone }) => availabilityZone,
    bootable: ({ bootable }) => String(bootable),
};

const PAGES: PageRules = {
    normal: 1000,
    most: 1000,
    complain: (text) => `limit param must be ${/^-\d+$/.test(text) ? "positive" : "an integer"}`,
    missing: (marker) => notFound(`Volume ${marker} could not be found.`),
};

function listed(
    path: string,
    render: (call: RegionCall, volume: VolumeRecord) => unknown,
): (call: RegionCall) => Answer {
    return (call) => {
        const wanted = [...call.query].flatMap(([key, value]) =>
            Object.hasOwn(FILTERS, key) ? [{ read: FILTERS[key], value }] : [],
        );
        const all = [...call.region.volumes.values()]
            .filter((volume) => wanted.every(({ read, value }) => read?.(volume) === value))
            .sort((one, other) => other.sequence - one.sequence);
        const page = paginate(call, all, path, PAGES);
        return {
            status: 200,
            body: pageBody(
                "volumes",
                page.entries.map((volume) => render(call, volume)),
                page.next,
            ),
        };
    };
}

export const listVolumes = listed("volumes", renderSummary);
export const listVolumesDetail = listed("volumes/detail", renderVolume);

export function getVolume(call: RegionCall): Answer {
    return { status: 200, body: { volume: renderVolume(call, find(call)) } };
}

const CREATE_SCHEMA: Schema = {
    required: ["volume"],
    properties: { volume: { type: "object", properties: { size: { type: "integer", minimum: 1 } } } },
};

function typeName(region: Region, given: JsonObject): string {
    const wanted = textAt(given, "volume_type") ?? "General HDD";
    const type = region.volumeTypes.find(({ id, name }) => id === wanted || name === wanted);
    if (!type) throw notFound(`Volume type with name ${wanted} could not be found.`);
    return type.name;
}

function sizeOf(region: Region, given: JsonObject): number {
    const snapshot = region.snapshots.get(textAt(given, "snapshot_id") ?? "");
    const source = region.volumes.get(textAt(given, "source_volid") ?? "");
    const size = given.size ?? snapshot?.sizeGb ?? source?.sizeGb;
    if (size === undefined || size === null) {
        throw badRequest("Invalid input received: Volume size must be specified as a number of GB.");
    }
    return Number(size);
}

function zoneOf(region: Region, given: JsonObject): string {
    const zone = textAt(given, "availability_zone") ?? region.ids.zone;
    if (!region.zones.includes(zone)) throw badRequest(`Availability zone '${zone}' is invalid.`);
    return zone;
}

export function createVolume(call: RegionCall): Answer {
    const { region } = call;
    const given = objectAt(validate(call.body, CREATE_SCHEMA), "volume");
    const imageId = textAt(given, "imageRef") ?? null;
    if (imageId !== null && !region.images.has(imageId))
        throw badRequest("Invalid image identifier or unable to access requested image.");
    const volume: VolumeRecord = {
        id: newId(),
        sequence: region.nextNumber(),
        name: textAt(given, "name") ?? null,
        description: textAt(given, "description") ?? null,
        status: "creating",
        sizeGb: sizeOf(region, given),
        type: typeName(region, given),
        availabilityZone: zoneOf(region, given),
        bootable: imageId !== null,
        metadata: texts(objectAt(given, "metadata")),
        imageId,
        snapshotId: textAt(given, "snapshot_id") ?? null,
        created: region.timeline.time,
        updated: null,
        serverId: null,
    };
    region.volumes.set(volume.id, volume);
    region.timeline.after(volume.id, region.seconds.volume, () => {
        volume.status = "available";
        volume.updated = region.timeline.time;
    });
    return { status: 202, body: { volume: renderBase(call, volume) } };
}

export function putVolume(call: RegionCall): Answer {
    const volume = find(call);
    const given = objectAt(validate(call.body, { required: ["volume"] }), "volume");
    volume.name = textAt(given, "name") ?? volume.name;
    volume.description = textAt(given, "description") ?? volume.description;
    return { status: 200, body: { volume: renderVolume(call, volume) } };
}

const DELETABLE = new Set(["available", "error", "error_restoring", "error_extending", "error_managing"]);
const NOT_DELETABLE =
    "Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.";

export function deleteVolume(call: RegionCall): Answer {
    const { region } = call;
    const volume = find(call);
    const hasSnapshots = [...region.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
    if (!DELETABLE.has(volume.status) || hasSnapshots) throw badRequest(NOT_DELETABLE);
    volume.status = "deleting";
    region.timeline.after(volume.id, region.seconds.volume, () => region.volumes.delete(volume.id));
    return { status: 202, headers: { "Content-Type": "text/html; charset=UTF-8" } };
}

function uploadImage(call: RegionCall, volume: VolumeRecord, given: JsonObject): Answer {
    const { region } = call;
    const before = volume.status;
    if (before !== "available" && !(before === "in-use" && isTrue(given.force))) {
        throw badRequest(
            `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${before}.`,
        );
    }
    const format = textAt(given, "disk_format") ?? "raw";
    const properties = { ...region.images.get(volume.imageId ?? "")?.properties, image_type: "volume" };
    const image = addImage(region, {
        name: textAt(given, "image_name") ?? "",
        diskFormat: format,
        minDiskGb: volume.sizeGb,
        properties,
    });
    volume.status = "uploading";
    saveImage(region, image, volume.sizeGb, () => {
        if (volume.status === "uploading") volume.status = before;
    });
    const answer = {
        id: volume.id,
        updated_at: volume.updated === null ? null : toMicroseconds(volume.updated),
        status: volume.status,
        display_description: volume.description,
        size: volume.sizeGb,
        volume_type: volume.type,
        image_id: image.id,
        disk_format: format,
        container_format: textAt(given, "container_format") ?? "bare",
        image_name: image.name,
    };
    return { status: 202, body: { "os-volume_upload_image": answer } };
}

const VERIFY = "Verify the request body and Content-Type header and try again.";

const ACTIONS: Record<string, (call: RegionCall, volume: VolumeRecord, given: JsonObject) => Answer> = {
    "os-volume_upload_image": uploadImage,
    "os-extend": (_call, volume, given) => {
        volume.sizeGb = Math.max(volume.sizeGb, Number(given.new_size));
        return { status: 202 };
    },
    "os-set_bootable": (_call, volume, given) => {
        volume.bootable = isTrue(given.bootable);
        return { status: 200 };
    },
};

export function runVolumeAction(call: RegionCall): Answer {
    const volume = find(call);
    const body = validate(call.body, {});
    const [key, ...more] = Object.keys(body);
    if (key === undefined || more.length > 0) throw badRequest("Malformed request body");
    const action = entryOf(ACTIONS, key);
    if (!action) throw badRequest(`There is no such action: ${key}. ${VERIFY}`);
    return action(call, volume, objectAt(body, key));
}

import { TENANT_ID, USER_ID } from "../cloud/account";
import { newId } from "../cloud/ids";
import type { VolumeRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { formatMicroseconds } from "../cloud/timestamps";
import { badRequest, notFound } from "../http/errors";
import { type JsonObject, objectAt, stringValues, textAt } from "../http/json";
import { links } from "../http/links";
import { type PageRules, pageBody, paginate } from "../http/paging";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
import { checksumOf } from "../image/images";

export const DEFAULT_VOLUME_TYPE = "General HDD";

export function newVolume(region: Region, given: Partial<VolumeRecord>): VolumeRecord {
    return {
        id: newId(),
        sequence: region.nextSequence(),
        name: null,
        description: null,
        status: "creating",
        sizeGb: 1,
        type: DEFAULT_VOLUME_TYPE,
        availabilityZone: region.ids.zone,
        bootable: false,
        metadata: {},
        imageId: null,
        snapshotId: null,
        created: region.timeline.time,
        updated: null,
        serverId: null,
        ...given,
    };
}

export function setVolumeStatus(region: Region, volume: VolumeRecord, status: string): void {
    volume.status = status;
    volume.updated = region.timeline.time;
}

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
            attached_at: formatMicroseconds(attachment.attachedAt),
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

/** What a create request returns; GET shows more. */
function renderBase(request: RegionRequest, volume: VolumeRecord): Record<string, unknown> {
    return {
        id: volume.id,
        status: volume.status,
        size: volume.sizeGb,
        availability_zone: volume.availabilityZone,
        created_at: formatMicroseconds(volume.created),
        updated_at: volume.updated === null ? null : formatMicroseconds(volume.updated),
        name: volume.name,
        description: volume.description,
        volume_type: volume.type,
        snapshot_id: volume.snapshotId,
        source_volid: null,
        metadata: volume.metadata,
        links: links(request, "volumes", volume.id),
        user_id: USER_ID,
        bootable: String(volume.bootable),
        encrypted: volume.type.startsWith("Encrypted"),
        replication_status: null,
        consistencygroup_id: null,
        multiattach: false,
        attachments: renderAttachments(request.region, volume),
        ...renderImageMetadata(request.region, volume),
    };
}

function renderVolume(request: RegionRequest, volume: VolumeRecord): Record<string, unknown> {
    return { ...renderBase(request, volume), "os-vol-tenant-attr:tenant_id": TENANT_ID };
}

function renderSummary(request: RegionRequest, { id, name }: VolumeRecord): unknown {
    return { id, name, links: links(request, "volumes", id) };
}

export function findVolume({ region, param }: RegionRequest): VolumeRecord {
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
    defaultLimit: 1000,
    maxLimit: 1000,
    limitMessage: (text) => `limit param must be ${/^-\d+$/.test(text) ? "positive" : "an integer"}`,
    markerError: (marker) => notFound(`Volume ${marker} could not be found.`),
};

function listed(
    path: string,
    render: (request: RegionRequest, volume: VolumeRecord) => unknown,
): (request: RegionRequest) => ApiResponse {
    return (request) => {
        const filters = [...request.query].flatMap(([key, value]) =>
            Object.hasOwn(FILTERS, key) ? [{ read: FILTERS[key], value }] : [],
        );
        const all = [...request.region.volumes.values()]
            .filter((volume) => filters.every(({ read, value }) => read?.(volume) === value))
            .sort((one, other) => other.sequence - one.sequence);
        const page = paginate(request, all, path, PAGES);
        return {
            status: 200,
            body: pageBody(
                "volumes",
                page.entries.map((volume) => render(request, volume)),
                page.next,
            ),
        };
    };
}

export const listVolumes = listed("volumes", renderSummary);
export const listVolumesDetail = listed("volumes/detail", renderVolume);

export function getVolume(request: RegionRequest): ApiResponse {
    return { status: 200, body: { volume: renderVolume(request, findVolume(request)) } };
}

const CREATE_SCHEMA: Schema = {
    required: ["volume"],
    properties: { volume: { type: "object", properties: { size: { type: "integer", minimum: 1 } } } },
};

function typeName(region: Region, given: JsonObject): string {
    const requested = textAt(given, "volume_type") ?? DEFAULT_VOLUME_TYPE;
    const type = region.volumeTypes.find(({ id, name }) => id === requested || name === requested);
    if (!type) throw notFound(`Volume type with name ${requested} could not be found.`);
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

export function createVolume(request: RegionRequest): ApiResponse {
    const { region } = request;
    const given = objectAt(validate(request.body, CREATE_SCHEMA), "volume");
    const imageId = textAt(given, "imageRef") ?? null;
    if (imageId !== null && !region.images.has(imageId))
        throw badRequest("Invalid image identifier or unable to access requested image.");
    const volume = newVolume(region, {
        name: textAt(given, "name") ?? null,
        description: textAt(given, "description") ?? null,
        sizeGb: sizeOf(region, given),
        type: typeName(region, given),
        availabilityZone: zoneOf(region, given),
        bootable: imageId !== null,
        metadata: stringValues(objectAt(given, "metadata")),
        imageId,
        snapshotId: textAt(given, "snapshot_id") ?? null,
    });
    region.volumes.set(volume.id, volume);
    region.timeline.after(volume.id, region.seconds.volume, () =>
        setVolumeStatus(region, volume, "available"),
    );
    return { status: 202, body: { volume: renderBase(request, volume) } };
}

export function putVolume(request: RegionRequest): ApiResponse {
    const volume = findVolume(request);
    const given = objectAt(validate(request.body, { required: ["volume"] }), "volume");
    volume.name = textAt(given, "name") ?? volume.name;
    volume.description = textAt(given, "description") ?? volume.description;
    return { status: 200, body: { volume: renderVolume(request, volume) } };
}

const DELETABLE = new Set(["available", "error", "error_restoring", "error_extending", "error_managing"]);
const NOT_DELETABLE =
    "Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.";

export function deleteVolume(request: RegionRequest): ApiResponse {
    const { region } = request;
    const volume = findVolume(request);
    const hasSnapshots = [...region.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
    if (!DELETABLE.has(volume.status) || hasSnapshots) throw badRequest(NOT_DELETABLE);
    volume.status = "deleting";
    region.timeline.after(volume.id, region.seconds.volume, () => region.volumes.delete(volume.id));
    return { status: 202, headers: { "Content-Type": "text/html; charset=UTF-8" } };
}

import { TENANT_ID, USER_ID } from "../cloud/account";
import { newId } from "../cloud/ids";
import type { SnapshotRecord, VolumeRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { formatMicroseconds } from "../cloud/timestamps";
import { badRequest, notFound } from "../http/errors";
import { type JsonObject, objectAt, stringValues, textAt } from "../http/json";
import { links } from "../http/links";
import { type PageRules, pageBody, paginate } from "../http/paging";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
import { checksumOf } from "../image/images";
import { assertVolumeFits } from "./quotas";

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
        keyId: null,
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
        ...(volume.keyId === null
            ? {}
            : { nhn_encryption: { skm_key_id: volume.keyId, skm_key_version: "1" } }),
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

const METADATA_SCHEMA: Schema = {
    type: "nullable-object",
    keys: /^[a-zA-Z0-9-_:. /]{1,255}$/,
    additional: { type: "string", maxLength: 255 },
};

const TEXT_SCHEMA: Schema = { type: "nullable-string", maxLength: 255 };

const CREATE_SCHEMA: Schema = {
    required: ["volume"],
    properties: {
        volume: {
            type: "object",
            properties: {
                size: { type: "integer", minimum: 1, maximum: 2_147_483_647 },
                name: TEXT_SCHEMA,
                description: TEXT_SCHEMA,
                volume_type: TEXT_SCHEMA,
                availability_zone: TEXT_SCHEMA,
                snapshot_id: { type: "nullable-string", uuid: true },
                metadata: METADATA_SCHEMA,
            },
        },
    },
};

const UPDATE_SCHEMA: Schema = {
    required: ["volume"],
    properties: {
        volume: {
            type: "object",
            properties: { name: TEXT_SCHEMA, description: TEXT_SCHEMA, metadata: METADATA_SCHEMA },
            keys: /^display_(name|description)$/,
        },
    },
};

/** Cinder cuts off white space at the ends. */
function trimmedAt(given: JsonObject, key: string): string | null {
    return textAt(given, key)?.trim() ?? null;
}

/** Only a snapshot that is whole can be made a volume of. */
function snapshotOf(region: Region, given: JsonObject): SnapshotRecord | undefined {
    const id = textAt(given, "snapshot_id");
    if (id === undefined) return undefined;
    const snapshot = region.snapshots.get(id);
    if (!snapshot) throw notFound(`Snapshot ${id} could not be found.`);
    if (snapshot.status === "available") return snapshot;
    throw badRequest("Invalid snapshot: Originating snapshot status must be one of 'available' values");
}

function typeName(region: Region, given: JsonObject, snapshot: SnapshotRecord | undefined): string {
    const ofSnapshot = region.volumes.get(snapshot?.volumeId ?? "")?.type;
    const requested = textAt(given, "volume_type") ?? ofSnapshot ?? DEFAULT_VOLUME_TYPE;
    const type = region.volumeTypes.find(({ id, name }) => id === requested || name === requested);
    if (!type) throw notFound(`Volume type with name ${requested} could not be found.`);
    return type.name;
}

function sizeOf(region: Region, given: JsonObject, snapshot: SnapshotRecord | undefined): number {
    const source = region.volumes.get(textAt(given, "source_volid") ?? "");
    const size = given.size ?? snapshot?.sizeGb ?? source?.sizeGb;
    if (size === undefined || size === null) {
        throw badRequest("Invalid input received: Volume size must be specified as a number of GB.");
    }
    if (snapshot && Number(size) < snapshot.sizeGb) {
        throw badRequest(
            `Invalid input received: Volume size ${size}GB cannot be smaller than the snapshot size ${snapshot.sizeGb}GB. They must be >= original snapshot size.`,
        );
    }
    return Number(size);
}

function zoneOf(region: Region, given: JsonObject, snapshot: SnapshotRecord | undefined): string {
    const ofSnapshot = region.volumes.get(snapshot?.volumeId ?? "")?.availabilityZone;
    const zone = textAt(given, "availability_zone") ?? ofSnapshot ?? region.ids.zone;
    if (!region.zones.includes(zone)) throw badRequest(`Availability zone '${zone}' is invalid.`);
    if (ofSnapshot !== undefined && zone !== ofSnapshot) {
        throw badRequest(
            "Invalid input received: Volume must be in the same availability zone as the snapshot",
        );
    }
    return zone;
}

/** The key of an encrypted volume: an encrypted type and a key go together. */
export function keyOf(given: JsonObject, type: string): string | null {
    const { skm_appkey, skm_key_id } = objectAt(given, "nhn_encryption");
    const isKey = typeof skm_appkey === "string" && typeof skm_key_id === "string";
    const isEncrypted = type.startsWith("Encrypted");
    if (isKey === isEncrypted) return isKey ? skm_key_id : null;
    throw badRequest(
        isEncrypted
            ? "Invalid input received: An encrypted volume type needs nhn_encryption."
            : "Invalid input received: nhn_encryption is for encrypted volume types only.",
    );
}

export function createVolume(request: RegionRequest): ApiResponse {
    const { region } = request;
    const given = objectAt(validate(request.body, CREATE_SCHEMA), "volume");
    const imageId = textAt(given, "imageRef") ?? null;
    if (imageId !== null && !region.images.has(imageId))
        throw badRequest("Invalid image identifier or unable to access requested image.");
    const snapshot = snapshotOf(region, given);
    const type = typeName(region, given, snapshot);
    const volume = newVolume(region, {
        name: trimmedAt(given, "name"),
        description: trimmedAt(given, "description"),
        sizeGb: sizeOf(region, given, snapshot),
        type,
        availabilityZone: zoneOf(region, given, snapshot),
        bootable: imageId !== null || region.volumes.get(snapshot?.volumeId ?? "")?.bootable === true,
        metadata: stringValues(objectAt(given, "metadata")),
        imageId,
        snapshotId: snapshot?.id ?? null,
        keyId: keyOf(given, type),
    });
    assertVolumeFits(region, volume.sizeGb);
    region.volumes.set(volume.id, volume);
    const fails = region.volumeFaults > 0;
    if (fails) region.volumeFaults -= 1;
    region.timeline.after(volume.id, region.seconds.volume, () =>
        setVolumeStatus(region, volume, fails ? "error" : "available"),
    );
    return { status: 202, body: { volume: renderBase(request, volume) } };
}

export function putVolume(request: RegionRequest): ApiResponse {
    const volume = findVolume(request);
    const given = objectAt(validate(request.body, UPDATE_SCHEMA), "volume");
    if (Object.hasOwn(given, "name")) volume.name = trimmedAt(given, "name");
    if (Object.hasOwn(given, "description")) volume.description = trimmedAt(given, "description");
    // All of them at once: those that are left out are deleted.
    if (Object.hasOwn(given, "metadata")) volume.metadata = stringValues(objectAt(given, "metadata"));
    volume.updated = request.region.timeline.time;
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

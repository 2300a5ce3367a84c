import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { oneLine } from "../oneLine";
import { allPages } from "../pages";
import {
    boolean,
    identifier,
    listOf,
    mapOf,
    number,
    object,
    optional,
    type Shape,
    type Shaped,
    text,
} from "../shapes";

export interface VolumeAttachedTo {
    serverId: string;
    attachmentId: string;
    /** For example /dev/vdb. */
    device: string;
}

export interface Volume {
    id: string;
    name: string;
    description: string;
    status: string;
    /** GB. */
    size: number;
    volumeType: string | undefined;
    availabilityZone: string | undefined;
    snapshotId: string | undefined;
    metadata: Record<string, string>;
    isBootable: boolean;
    isEncrypted: boolean;
    /** Of the vendor's key store. */
    keyId: string | undefined;
    attachments: VolumeAttachedTo[];
    created: string;
}

/** A key of the vendor's key store. */
export interface EncryptionKey {
    appkey: string;
    keyId: string;
}

export interface VolumeRequest {
    size: number;
    name: string;
    description: string | undefined;
    volumeType: string | undefined;
    availabilityZone: string | undefined;
    snapshotId: string | undefined;
    metadata: Record<string, string>;
    encryption: EncryptionKey | undefined;
}

/** What changes in place; metadata that are left out are deleted. */
export type VolumeChanges = Partial<Pick<VolumeRequest, "name" | "description" | "metadata">>;

/** Cinder tells flags as words, too. */
const flag: Shape<boolean | string> = (value): value is boolean | string => boolean(value) || text(value);

const wireVolume = object({
    id: identifier,
    status: text,
    name: optional(text),
    description: optional(text),
    size: optional(number),
    volume_type: optional(text),
    availability_zone: optional(text),
    snapshot_id: optional(text),
    metadata: optional(mapOf(text)),
    bootable: optional(flag),
    encrypted: optional(boolean),
    nhn_encryption: optional(object({ skm_key_id: optional(text) })),
    attachments: optional(
        listOf(object({ server_id: optional(text), attachment_id: optional(text), device: optional(text) })),
    ),
    created_at: optional(text),
});
const volumeDocument = object({ volume: wireVolume });
const createdDocument = object({ volume: object({ id: identifier }) });
const uploadDocument = object({ "os-volume_upload_image": object({ image_id: identifier }) });

export class Volumes {
    constructor(private readonly blockStorage: ServiceClient) {}

    async get(id: string): Promise<Volume | undefined> {
        const document = await orUndefined(this.blockStorage.read(volumeDocument, "GET", ["volumes", id]));
        return document && fromWire(document.volume);
    }

    /** All pages. */
    async list(): Promise<Volume[]> {
        const found = await allPages(this.blockStorage, ["volumes", "detail"], "volumes", wireVolume, {});
        return found.map(fromWire);
    }

    async create(request: VolumeRequest): Promise<string> {
        const body = { volume: toWire(request) };
        return (await this.blockStorage.read(createdDocument, "POST", ["volumes"], { body })).volume.id;
    }

    /** Returns it as it then is. The guide does not have this; the vendor's Terraform provider calls it. */
    async change(id: string, changes: VolumeChanges): Promise<Volume> {
        const body = { volume: changes };
        return fromWire(
            (await this.blockStorage.read(volumeDocument, "PUT", ["volumes", id], { body })).volume,
        );
    }

    /** False where the volume was gone already. */
    async delete(id: string): Promise<boolean> {
        return (await orUndefined(this.blockStorage.send("DELETE", ["volumes", id]))) !== undefined;
    }

    /** Creates a private image of a volume, even while it is attached; returns the image's id. */
    async uploadImage(id: string, name: string): Promise<string> {
        const request = {
            image_name: name,
            force: true,
            disk_format: "qcow2",
            container_format: "bare",
        };
        const document = await this.blockStorage.read(uploadDocument, "POST", ["volumes", id, "action"], {
            body: { "os-volume_upload_image": request },
        });
        return document["os-volume_upload_image"].image_id;
    }
}

/** Of a volume, and of a server's block device. */
export function encryptionToWire(key: EncryptionKey | undefined): unknown {
    return key && { skm_appkey: key.appkey, skm_key_id: key.keyId };
}

function toWire(request: VolumeRequest): unknown {
    return {
        size: request.size,
        name: request.name,
        description: request.description,
        volume_type: request.volumeType,
        availability_zone: request.availabilityZone,
        snapshot_id: request.snapshotId,
        metadata: request.metadata,
        nhn_encryption: encryptionToWire(request.encryption),
    };
}

function fromWire(wire: Shaped<typeof wireVolume>): Volume {
    return {
        id: wire.id,
        name: wire.name ?? "",
        description: wire.description ?? "",
        status: oneLine(wire.status),
        size: wire.size ?? 0,
        volumeType: wire.volume_type ?? undefined,
        availabilityZone: wire.availability_zone ?? undefined,
        snapshotId: wire.snapshot_id ?? undefined,
        metadata: wire.metadata ?? {},
        isBootable: String(wire.bootable) === "true",
        isEncrypted: wire.encrypted ?? false,
        keyId: wire.nhn_encryption?.skm_key_id ?? undefined,
        // An attachment to a host has no server.
        attachments: (wire.attachments ?? []).flatMap((one) =>
            one.server_id
                ? [
                      {
                          serverId: one.server_id,
                          attachmentId: one.attachment_id ?? "",
                          device: one.device ?? "",
                      },
                  ]
                : [],
        ),
        created: wire.created_at ?? "",
    };
}

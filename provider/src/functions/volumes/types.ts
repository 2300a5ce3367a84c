import type { LookUpArgs } from "../types";

/** Volumes must match all of them. */
export interface GetVolumesArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** For example `available`. */
    status?: string | undefined;
    /** The availability zone, for example `kr-pub-a`. */
    availabilityZone?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetVolumeArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** The UUID of the volume. */
    id?: string | undefined;
}

/** An attachment of the volume. */
export interface VolumeAttachedTo {
    /** The UUID of the server. */
    serverId: string;
    /** The id of the attachment. */
    attachmentId: string;
    /** For example `/dev/vdb`. */
    device: string;
}

/** A volume (NHN Cloud's "Block Storage"). */
export interface GetVolumeResult {
    /** The UUID, for `volumeId` of an attachment. */
    id: string;
    /** Empty for a volume that was created with a server. */
    name: string;
    /** The description; empty if it has none. */
    description: string;
    /** For example `available`, `in-use`. */
    status: string;
    /** The size in GB. */
    size: number;
    /** The name of the volume type, for example `General SSD`. */
    volumeType: string | undefined;
    /** The availability zone, for example `kr-pub-a`. */
    availabilityZone: string | undefined;
    /** The snapshot that it was created from. */
    snapshotId: string | undefined;
    /** All metadata, including the cloud's own. */
    metadata: Record<string, string>;
    /** Whether a server can boot from it. */
    bootable: boolean;
    /** Whether it is encrypted. */
    encrypted: boolean;
    /** The servers that it is attached to; at most one but for shared volumes. */
    attachments: VolumeAttachedTo[];
    /** When it was created, in UTC, as the cloud writes it. */
    created: string;
}

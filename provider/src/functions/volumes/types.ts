import type { LookUpArgs } from "../types";

/** Volumes must match all of them. */
export interface GetVolumesArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** For example `available`. */
    status?: string | undefined;
    availabilityZone?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetVolumeArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    id?: string | undefined;
}

/** An attachment of the volume. */
export interface VolumeAttachedTo {
    serverId: string;
    attachmentId: string;
    /** For example `/dev/vdb`. */
    device: string;
}

export interface GetVolumeResult {
    id: string;
    /** Empty for a volume that was created with a server. */
    name: string;
    description: string;
    /** For example `available`, `in-use`. */
    status: string;
    /** The size in GB. */
    size: number;
    volumeType: string | undefined;
    availabilityZone: string | undefined;
    /** The snapshot that it was created from. */
    snapshotId: string | undefined;
    metadata: Record<string, string>;
    bootable: boolean;
    encrypted: boolean;
    attachments: VolumeAttachedTo[];
    created: string;
}

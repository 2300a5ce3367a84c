import type { LookUpArgs } from "../types";

/** A volume fits when it fits all of them. */
export interface GetVolumesArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    /** For example `available`. */
    status?: string | undefined;
    availabilityZone?: string | undefined;
}

/** Exactly one of `name` and `id` is given. */
export interface GetVolumeArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    id?: string | undefined;
}

/** Where a volume is attached. */
export interface VolumeAttachedTo {
    serverId: string;
    attachmentId: string;
    /** For example `/dev/vdb`. */
    device: string;
}

export interface GetVolumeResult {
    id: string;
    /** Empty for a volume that was made with a server. */
    name: string;
    description: string;
    /** For example `available`, `in-use`. */
    status: string;
    /** GB. */
    size: number;
    volumeType: string | undefined;
    availabilityZone: string | undefined;
    /** The snapshot that it was made from. */
    snapshotId: string | undefined;
    metadata: Record<string, string>;
    bootable: boolean;
    encrypted: boolean;
    attachments: VolumeAttachedTo[];
    created: string;
}

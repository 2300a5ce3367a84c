import type { LookUpArgs } from "../types";

export interface GetVolumeAttachmentsArgs extends LookUpArgs {
    serverId: string;
}

export interface GetVolumeAttachmentResult {
    attachmentId: string;
    serverId: string;
    volumeId: string;
    /** For example `/dev/vdb`. */
    device: string;
}

import type { LookUpArgs } from "../types";

/** Whose attachments to get. */
export interface GetVolumeAttachmentsArgs extends LookUpArgs {
    /** The UUID of the server. */
    serverId: string;
}

/** A volume that is attached to a server. */
export interface GetVolumeAttachmentResult {
    /** The id of the attachment, which on most clouds is the volume's. */
    attachmentId: string;
    /** The UUID of the server. */
    serverId: string;
    /** The UUID of the volume. */
    volumeId: string;
    /** For example `/dev/vdb`. */
    device: string;
}

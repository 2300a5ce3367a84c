import type * as pulumi from "@pulumi/pulumi";
import { type InputsOf, type LookUpArgs, lookUp, lookUpOutput } from "./lookUp";

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

/**
 * The volumes of a server (the guide's "List Volumes Attached to Instance").
 *
 * ```ts
 * import { getVolumeAttachments } from "pulumi-nhncloud";
 *
 * const serverId = "4b293d31-ebd5-4a7f-be03-874b90021e54";
 * export const devices = getVolumeAttachments({ serverId }).then((all) => all.map(({ device }) => device));
 * ```
 */
export function getVolumeAttachments(args: GetVolumeAttachmentsArgs): Promise<GetVolumeAttachmentResult[]> {
    return lookUp("getVolumeAttachments", args);
}

/** {@link getVolumeAttachments}, for arguments that are outputs. */
export function getVolumeAttachmentsOutput(
    args: InputsOf<GetVolumeAttachmentsArgs>,
): pulumi.Output<GetVolumeAttachmentResult[]> {
    return lookUpOutput("getVolumeAttachments", args);
}

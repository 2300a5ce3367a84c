import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetVolumeAttachmentResult, GetVolumeAttachmentsArgs } from "./types";

/**
 * Get the volumes that are attached to a server.
 *
 * ```ts
 * import { getVolumeAttachments } from "pulumi-nhncloud";
 *
 * const serverId = "4b293d31-ebd5-4a7f-be03-874b90021e54";
 * export const devices = getVolumeAttachments({ serverId }).then((all) => all.map(({ device }) => device));
 * ```
 */
export function getVolumeAttachments(
    args: GetVolumeAttachmentsArgs,
    options?: LookUpOptions,
): Promise<GetVolumeAttachmentResult[]> {
    return invoke("getVolumeAttachments", args, options);
}

/** {@link getVolumeAttachments} with arguments that may be outputs, returning an output. */
export function getVolumeAttachmentsOutput(
    args: InputsOf<GetVolumeAttachmentsArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetVolumeAttachmentResult[]> {
    return invokeOutput("getVolumeAttachments", args, options);
}

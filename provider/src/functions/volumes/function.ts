import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetVolumeArgs, GetVolumeResult, GetVolumesArgs } from "./types";

/**
 * Get the volumes of the project, newest first.
 *
 * ```ts
 * import { getVolumes } from "pulumi-nhncloud";
 *
 * export const unused = getVolumes({ status: "available" }).then((all) => all.map((volume) => volume.name));
 * ```
 */
export function getVolumes(args: GetVolumesArgs = {}, options?: LookUpOptions): Promise<GetVolumeResult[]> {
    return invoke("getVolumes", args, options);
}

/** {@link getVolumes} with arguments that may be outputs, returning an output. */
export function getVolumesOutput(
    args: InputsOf<GetVolumesArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetVolumeResult[]> {
    return invokeOutput("getVolumes", args, options);
}

/**
 * Get a volume by its exact name or its id. Fails if nothing, or more than one volume, matches.
 *
 * ```ts
 * import { getVolumeOutput, VolumeAttachment } from "pulumi-nhncloud";
 *
 * new VolumeAttachment("data", {
 *     serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
 *     volumeId: getVolumeOutput({ name: "data" }).id,
 * });
 * ```
 */
export function getVolume(args: GetVolumeArgs, options?: LookUpOptions): Promise<GetVolumeResult> {
    return invoke("getVolume", args, options);
}

/** {@link getVolume} with arguments that may be outputs, returning an output. */
export function getVolumeOutput(
    args: InputsOf<GetVolumeArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetVolumeResult> {
    return invokeOutput("getVolume", args, options);
}

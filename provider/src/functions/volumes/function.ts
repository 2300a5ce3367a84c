import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
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
export function getVolumes(args: GetVolumesArgs = {}): Promise<GetVolumeResult[]> {
    return invoke("getVolumes", args);
}

/** {@link getVolumes} with arguments that may be outputs, returning an output. */
export function getVolumesOutput(args: InputsOf<GetVolumesArgs> = {}): pulumi.Output<GetVolumeResult[]> {
    return invokeOutput("getVolumes", args);
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
export function getVolume(args: GetVolumeArgs): Promise<GetVolumeResult> {
    return invoke("getVolume", args);
}

/** {@link getVolume} with arguments that may be outputs, returning an output. */
export function getVolumeOutput(args: InputsOf<GetVolumeArgs>): pulumi.Output<GetVolumeResult> {
    return invokeOutput("getVolume", args);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs, LookUpOptions } from "../types";
import type { GetVolumeTypeResult } from "./types";

/**
 * Get the volume types of the Block Storage API.
 *
 * ```ts
 * import { getVolumeTypes } from "pulumi-nhncloud";
 *
 * export const volumeTypes = getVolumeTypes().then((all) => all.map(({ name }) => name));
 * ```
 */
export function getVolumeTypes(
    args: LookUpArgs = {},
    options?: LookUpOptions,
): Promise<GetVolumeTypeResult[]> {
    return invoke("getVolumeTypes", args, options);
}

/** {@link getVolumeTypes} with arguments that may be outputs, returning an output. */
export function getVolumeTypesOutput(
    args: InputsOf<LookUpArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetVolumeTypeResult[]> {
    return invokeOutput("getVolumeTypes", args, options);
}

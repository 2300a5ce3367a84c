import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs } from "../types";
import type { GetVolumeTypeResult } from "./types";

/**
 * The types that a volume can have, of the Block Storage API.
 *
 * ```ts
 * import { getVolumeTypes } from "pulumi-nhncloud";
 *
 * export const volumeTypes = getVolumeTypes().then((all) => all.map(({ name }) => name));
 * ```
 */
export function getVolumeTypes(args: LookUpArgs = {}): Promise<GetVolumeTypeResult[]> {
    return invoke("getVolumeTypes", args);
}

/** {@link getVolumeTypes}, for arguments that are outputs. */
export function getVolumeTypesOutput(args: InputsOf<LookUpArgs> = {}): pulumi.Output<GetVolumeTypeResult[]> {
    return invokeOutput("getVolumeTypes", args);
}

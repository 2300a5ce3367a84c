import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs } from "../types";
import type { GetAvailabilityZoneResult } from "./types";

/**
 * The availability zones of a region (the guide's "List Availability").
 *
 * ```ts
 * import { getAvailabilityZones } from "pulumi-nhncloud";
 *
 * export const zones = getAvailabilityZones().then((all) => all.map((zone) => zone.name));
 * ```
 */
export function getAvailabilityZones(args: LookUpArgs = {}): Promise<GetAvailabilityZoneResult[]> {
    return invoke("getAvailabilityZones", args);
}

/** {@link getAvailabilityZones}, for arguments that are outputs. */
export function getAvailabilityZonesOutput(
    args: InputsOf<LookUpArgs> = {},
): pulumi.Output<GetAvailabilityZoneResult[]> {
    return invokeOutput("getAvailabilityZones", args);
}

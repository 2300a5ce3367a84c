import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs, LookUpOptions } from "../types";
import type { GetAvailabilityZoneResult } from "./types";

/**
 * Get the availability zones of a region.
 *
 * ```ts
 * import { getAvailabilityZones } from "pulumi-nhncloud";
 *
 * export const zones = getAvailabilityZones().then((all) => all.map((zone) => zone.name));
 * ```
 */
export function getAvailabilityZones(
    args: LookUpArgs = {},
    options?: LookUpOptions,
): Promise<GetAvailabilityZoneResult[]> {
    return invoke("getAvailabilityZones", args, options);
}

/** {@link getAvailabilityZones} with arguments that may be outputs, returning an output. */
export function getAvailabilityZonesOutput(
    args: InputsOf<LookUpArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetAvailabilityZoneResult[]> {
    return invokeOutput("getAvailabilityZones", args, options);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs } from "../types";
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
export function getAvailabilityZones(args: LookUpArgs = {}): Promise<GetAvailabilityZoneResult[]> {
    return invoke("getAvailabilityZones", args);
}

/** {@link getAvailabilityZones} with arguments that may be outputs, returning an output. */
export function getAvailabilityZonesOutput(
    args: InputsOf<LookUpArgs> = {},
): pulumi.Output<GetAvailabilityZoneResult[]> {
    return invokeOutput("getAvailabilityZones", args);
}

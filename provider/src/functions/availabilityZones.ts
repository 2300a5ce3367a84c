import type * as pulumi from "@pulumi/pulumi";
import { type InputsOf, type LookUpArgs, lookUp, lookUpOutput } from "./lookUp";

export interface GetAvailabilityZoneResult {
    /** For example `kr-pub-a`. */
    name: string;
    isAvailable: boolean;
}

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
    return lookUp("getAvailabilityZones", args);
}

/** {@link getAvailabilityZones}, for arguments that are outputs. */
export function getAvailabilityZonesOutput(
    args: InputsOf<LookUpArgs> = {},
): pulumi.Output<GetAvailabilityZoneResult[]> {
    return lookUpOutput("getAvailabilityZones", args);
}

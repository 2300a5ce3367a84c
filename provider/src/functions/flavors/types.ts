import type { LookUpArgs } from "../types";

export interface GetFlavorsArgs extends LookUpArgs {
    /** The minimum disk size in GB. Only U2 flavors have a local disk. */
    minDisk?: number | undefined;
    /** The minimum memory in MB. */
    minRam?: number | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetFlavorArgs extends LookUpArgs {
    /** For example `m2.c1m2`. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetFlavorResult {
    id: string;
    /** For example `m2.c1m2`. */
    name: string;
    vcpus: number;
    /** Memory in MB. */
    ram: number;
    /** Local disk in GB; 0 for flavors whose disks are volumes. */
    disk: number;
    /** Ephemeral disk in GB. */
    ephemeral: number;
    /** Swap as returned by the cloud, in GB according to the guide. */
    swap: number;
    isPublic: boolean;
    isDisabled: boolean;
    /** The share of network bandwidth; 1 is normal. */
    networkFactor: number;
    extraSpecs: Record<string, string>;
}

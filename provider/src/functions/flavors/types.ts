import type { LookUpArgs } from "../types";

export interface GetFlavorsArgs extends LookUpArgs {
    /** Smallest disk, in GB. Only U2 types have a disk of their own. */
    minDisk?: number | undefined;
    /** Smallest memory, in MB. */
    minRam?: number | undefined;
}

/** Exactly one of `name` and `id` is given. */
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
    /** MB. */
    ram: number;
    /** GB; 0 for the types whose disks are volumes. */
    disk: number;
    /** GB. */
    ephemeral: number;
    /** As the cloud tells it, which the guide says is in GB. */
    swap: number;
    isPublic: boolean;
    isDisabled: boolean;
    /** How much of the network it gets, where 1 is normal. */
    networkFactor: number;
    extraSpecs: Record<string, string>;
}

import type { LookUpArgs } from "../types";

/** Filters; a flavor has to match all of them. */
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
    /** The id of the flavor. */
    id?: string | undefined;
}

/** A flavor (NHN Cloud's "instance type"). */
export interface GetFlavorResult {
    /** The id, for `flavorId` of a server. */
    id: string;
    /** For example `m2.c1m2`. */
    name: string;
    /** The number of virtual CPUs. */
    vcpus: number;
    /** Memory in MB. */
    ram: number;
    /** Local disk in GB; 0 for flavors whose disks are volumes. */
    disk: number;
    /** Ephemeral disk in GB. */
    ephemeral: number;
    /** Swap as returned by the cloud, in GB according to the guide. */
    swap: number;
    /** Whether every project can use it. */
    isPublic: boolean;
    /** Whether no new servers can be created with it. */
    isDisabled: boolean;
    /** The share of network bandwidth; 1 is normal. */
    networkFactor: number;
    /** Properties for the scheduler and the hypervisor, as the cloud's administrator set them. */
    extraSpecs: Record<string, string>;
}

import type * as pulumi from "@pulumi/pulumi";
import { type InputsOf, type LookUpArgs, lookUp, lookUpOutput } from "./lookUp";

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

/**
 * The instance types (the guide's "List Type Details").
 *
 * ```ts
 * import { getFlavors } from "pulumi-nhncloud";
 *
 * export const large = getFlavors({ minRam: 8192 }).then((all) => all.map((flavor) => flavor.name));
 * ```
 */
export function getFlavors(args: GetFlavorsArgs = {}): Promise<GetFlavorResult[]> {
    return lookUp("getFlavors", args);
}

/** {@link getFlavors}, for arguments that are outputs. */
export function getFlavorsOutput(args: InputsOf<GetFlavorsArgs> = {}): pulumi.Output<GetFlavorResult[]> {
    return lookUpOutput("getFlavors", args);
}

/**
 * One instance type, by its name or its id. None, and more than one, is an error.
 *
 * ```ts
 * import { getFlavorOutput } from "pulumi-nhncloud";
 *
 * export const flavorId = getFlavorOutput({ name: "m2.c1m2" }).id;
 * ```
 */
export function getFlavor(args: GetFlavorArgs): Promise<GetFlavorResult> {
    return lookUp("getFlavor", args);
}

/** {@link getFlavor}, for arguments that are outputs, or to use one of its properties at once. */
export function getFlavorOutput(args: InputsOf<GetFlavorArgs>): pulumi.Output<GetFlavorResult> {
    return lookUpOutput("getFlavor", args);
}

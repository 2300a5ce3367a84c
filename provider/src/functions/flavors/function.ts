import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
import type { GetFlavorArgs, GetFlavorResult, GetFlavorsArgs } from "./types";

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
    return invoke("getFlavors", args);
}

/** {@link getFlavors}, for arguments that are outputs. */
export function getFlavorsOutput(args: InputsOf<GetFlavorsArgs> = {}): pulumi.Output<GetFlavorResult[]> {
    return invokeOutput("getFlavors", args);
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
    return invoke("getFlavor", args);
}

/** {@link getFlavor}, for arguments that are outputs, or to use one of its properties at once. */
export function getFlavorOutput(args: InputsOf<GetFlavorArgs>): pulumi.Output<GetFlavorResult> {
    return invokeOutput("getFlavor", args);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetFlavorArgs, GetFlavorResult, GetFlavorsArgs } from "./types";

/**
 * Get the flavors (NHN Cloud's "instance types") of a region.
 *
 * ```ts
 * import { getFlavors } from "pulumi-nhncloud";
 *
 * export const large = getFlavors({ minRam: 8192 }).then((all) => all.map((flavor) => flavor.name));
 * ```
 */
export function getFlavors(args: GetFlavorsArgs = {}, options?: LookUpOptions): Promise<GetFlavorResult[]> {
    return invoke("getFlavors", args, options);
}

/** {@link getFlavors} with arguments that may be outputs, returning an output. */
export function getFlavorsOutput(
    args: InputsOf<GetFlavorsArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetFlavorResult[]> {
    return invokeOutput("getFlavors", args, options);
}

/**
 * Get a flavor by its name or id. Fails if nothing, or more than one flavor, matches.
 *
 * ```ts
 * import { getFlavorOutput } from "pulumi-nhncloud";
 *
 * export const flavorId = getFlavorOutput({ name: "m2.c1m2" }).id;
 * ```
 */
export function getFlavor(args: GetFlavorArgs, options?: LookUpOptions): Promise<GetFlavorResult> {
    return invoke("getFlavor", args, options);
}

/** {@link getFlavor} with arguments that may be outputs, returning an output. */
export function getFlavorOutput(
    args: InputsOf<GetFlavorArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetFlavorResult> {
    return invokeOutput("getFlavor", args, options);
}

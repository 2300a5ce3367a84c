import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
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
export function getFlavors(args: GetFlavorsArgs = {}): Promise<GetFlavorResult[]> {
    return invoke("getFlavors", args);
}

/** {@link getFlavors} with arguments that may be outputs, returning an output. */
export function getFlavorsOutput(args: InputsOf<GetFlavorsArgs> = {}): pulumi.Output<GetFlavorResult[]> {
    return invokeOutput("getFlavors", args);
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
export function getFlavor(args: GetFlavorArgs): Promise<GetFlavorResult> {
    return invoke("getFlavor", args);
}

/** {@link getFlavor} with arguments that may be outputs, returning an output. */
export function getFlavorOutput(args: InputsOf<GetFlavorArgs>): pulumi.Output<GetFlavorResult> {
    return invokeOutput("getFlavor", args);
}

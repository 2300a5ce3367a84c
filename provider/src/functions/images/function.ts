import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetImageArgs, GetImageResult, GetImagesArgs } from "./types";

/**
 * Get the images that the project can use.
 *
 * ```ts
 * import { getImages } from "pulumi-nhncloud";
 *
 * export const own = getImages({ visibility: "private" }).then((all) => all.map((image) => image.name));
 * ```
 */
export function getImages(args: GetImagesArgs = {}, options?: LookUpOptions): Promise<GetImageResult[]> {
    return invoke("getImages", args, options);
}

/** {@link getImages} with arguments that may be outputs, returning an output. */
export function getImagesOutput(
    args: InputsOf<GetImagesArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetImageResult[]> {
    return invokeOutput("getImages", args, options);
}

/**
 * Get an image by its exact name or its id. Fails if nothing, or more than one image, matches.
 *
 * ```ts
 * import { getImageOutput } from "pulumi-nhncloud";
 *
 * export const imageId = getImageOutput({ name: "Ubuntu Server 22.04.3 LTS" }).id;
 * ```
 */
export function getImage(args: GetImageArgs, options?: LookUpOptions): Promise<GetImageResult> {
    return invoke("getImage", args, options);
}

/** {@link getImage} with arguments that may be outputs, returning an output. */
export function getImageOutput(
    args: InputsOf<GetImageArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetImageResult> {
    return invokeOutput("getImage", args, options);
}

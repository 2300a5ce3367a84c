import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
import type { GetImageArgs, GetImageResult, GetImagesArgs } from "./types";

/**
 * The images that the project can use, of the Image API.
 *
 * ```ts
 * import { getImages } from "pulumi-nhncloud";
 *
 * export const own = getImages({ visibility: "private" }).then((all) => all.map((image) => image.name));
 * ```
 */
export function getImages(args: GetImagesArgs = {}): Promise<GetImageResult[]> {
    return invoke("getImages", args);
}

/** {@link getImages}, for arguments that are outputs. */
export function getImagesOutput(args: InputsOf<GetImagesArgs> = {}): pulumi.Output<GetImageResult[]> {
    return invokeOutput("getImages", args);
}

/**
 * One image, by its whole name or its id. None, and more than one, is an error.
 *
 * ```ts
 * import { getImageOutput } from "pulumi-nhncloud";
 *
 * export const imageId = getImageOutput({ name: "Ubuntu Server 22.04.3 LTS" }).id;
 * ```
 */
export function getImage(args: GetImageArgs): Promise<GetImageResult> {
    return invoke("getImage", args);
}

/** {@link getImage}, for arguments that are outputs, or to use one of its properties at once. */
export function getImageOutput(args: InputsOf<GetImageArgs>): pulumi.Output<GetImageResult> {
    return invokeOutput("getImage", args);
}

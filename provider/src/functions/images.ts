import type * as pulumi from "@pulumi/pulumi";
import { type InputsOf, type LookUpArgs, lookUp, lookUpOutput } from "./lookUp";

export interface GetImagesArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    visibility?: "public" | "private" | "shared" | "community" | undefined;
    /** For example `active`. */
    status?: string | undefined;
}

/** Exactly one of `name` and `id` is given. */
export interface GetImageArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetImageResult {
    id: string;
    name: string;
    isWindows: boolean;
    /** For example `active`. */
    status: string;
    /** For example `public`. */
    visibility: string;
    /** Smallest root disk, in GB. */
    minDisk: number;
    /** Smallest memory, in MB. */
    minRam: number;
    /** Undefined while the image is being made. */
    sizeBytes: number | undefined;
    /** Whether it cannot be deleted. */
    isProtected: boolean;
    created: string;
    updated: string;
}

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
    return lookUp("getImages", args);
}

/** {@link getImages}, for arguments that are outputs. */
export function getImagesOutput(args: InputsOf<GetImagesArgs> = {}): pulumi.Output<GetImageResult[]> {
    return lookUpOutput("getImages", args);
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
    return lookUp("getImage", args);
}

/** {@link getImage}, for arguments that are outputs, or to use one of its properties at once. */
export function getImageOutput(args: InputsOf<GetImageArgs>): pulumi.Output<GetImageResult> {
    return lookUpOutput("getImage", args);
}

import type { LookUpArgs } from "../types";

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

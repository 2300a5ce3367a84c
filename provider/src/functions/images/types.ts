import type { LookUpArgs } from "../types";

export interface GetImagesArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    visibility?: "public" | "private" | "shared" | "community" | undefined;
    /** For example `active`. */
    status?: string | undefined;
}

/** Exactly one of `name`, `namePrefix` and `id` is required. */
export interface GetImageArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** What the name starts with. Only `active` images match. */
    namePrefix?: string | undefined;
    id?: string | undefined;
    /**
     * Return the newest image if several match, which is an error otherwise. Only `active` images match.
     *
     * @default false
     */
    mostRecent?: boolean | undefined;
    /** Only images with this visibility match: with `public`, none that another project shares. */
    visibility?: "public" | "private" | "shared" | "community" | undefined;
}

export interface GetImageResult {
    id: string;
    name: string;
    isWindows: boolean;
    /** For example `active`. */
    status: string;
    /** For example `public`. */
    visibility: string;
    /** The minimum size of the root disk in GB. */
    minDisk: number;
    /** The minimum memory in MB. */
    minRam: number;
    /** Undefined while the image is being created. */
    sizeBytes: number | undefined;
    /** Whether it is protected from deletion. */
    isProtected: boolean;
    created: string;
    updated: string;
}

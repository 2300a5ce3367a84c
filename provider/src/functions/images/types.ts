import type { LookUpArgs } from "../types";

export interface GetImagesArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    visibility?: "public" | "private" | "shared" | "community" | undefined;
    /** For example `active`. */
    status?: string | undefined;
}

/** Exactly one of `name`, `namePrefix` and `id` is given. */
export interface GetImageArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    /** What the names begin with. Only images that are `active` count. */
    namePrefix?: string | undefined;
    id?: string | undefined;
    /**
     * Whether the newest is taken where several fit; else more than one is an error. Only images that are `active` count.
     *
     * @default false
     */
    mostRecent?: boolean | undefined;
    /** Narrows down where several fit: `public` for the vendor's own images, so that none of another project is taken. */
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

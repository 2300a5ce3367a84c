import type { LookUpArgs } from "../types";

/** Filters; an image has to match all of them. */
export interface GetImagesArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** Who can use it: every project, this project, or those that it is shared with. */
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
    /** The UUID of the image. */
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

/** An image. */
export interface GetImageResult {
    /** The UUID, for `imageId` of a server. */
    id: string;
    /** The name; several images may have it. */
    name: string;
    /** Whether servers that boot from it run Windows. */
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
    /** When it was created, in UTC: `2026-01-31T12:00:00Z`. */
    created: string;
    /** When it was last changed, in UTC. */
    updated: string;
}

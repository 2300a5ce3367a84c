/** A volume type. */
export interface GetVolumeTypeResult {
    /** The UUID. */
    id: string;
    /** For example `General SSD`. */
    name: string;
    /** The description; undefined if it has none. */
    description: string | undefined;
    /** Whether every project can use it. */
    isPublic: boolean;
    /** Properties of the storage, as the cloud's administrator set them. */
    extraSpecs: Record<string, string>;
}

export interface GetVolumeTypeResult {
    id: string;
    /** For example `General SSD`. */
    name: string;
    description: string | undefined;
    isPublic: boolean;
    extraSpecs: Record<string, string>;
}

export interface GetVolumeTypeResult {
    id: string;
    /** What `volumeType` takes, for example `General SSD`. */
    name: string;
    description: string | undefined;
    isPublic: boolean;
    extraSpecs: Record<string, string>;
}

export interface GetAvailabilityZoneResult {
    /** For example `kr-pub-a`. */
    name: string;
    isAvailable: boolean;
}

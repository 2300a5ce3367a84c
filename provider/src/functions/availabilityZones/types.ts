/** An availability zone. */
export interface GetAvailabilityZoneResult {
    /** For example `kr-pub-a`. */
    name: string;
    /** Whether servers can be created in it. */
    isAvailable: boolean;
}

/** The metadata key by which a server is found after a lost response. */
export const nonceKey = "pulumi-nhncloud-nonce";

/** The metadata key by which the servers of a fleet are found. */
export const fleetKey = "pulumi-nhncloud-fleet";

/** The key in a server's metadata by which it is found again after a lost answer. */
export const nonceKey = "pulumi-nhncloud-nonce";

/** The key by which a server is known to belong to a fleet. */
export const fleetKey = "pulumi-nhncloud-fleet";

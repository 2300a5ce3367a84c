/** The metadata key by which a server is found after a lost response. */
export const nonceKey = "pulumi-nhncloud-nonce";

/** The metadata key by which the servers of a fleet are found. */
export const fleetKey = "pulumi-nhncloud-fleet";

/** Whether a stack registered the public key: its comment ends in the mark. */
export function isOwnKey(publicKey: string): boolean {
    return /pulumi-nhncloud-[0-9a-f]{32}\s*$/.test(publicKey);
}

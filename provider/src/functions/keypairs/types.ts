import type { LookUpArgs } from "../types";

/** Which keypair to get. */
export interface GetKeypairArgs extends LookUpArgs {
    /** The name of the keypair, which is also its id. */
    name: string;
}

/** A keypair in a list. */
export interface GetKeypairsResult {
    /** The name, which is also its id. */
    name: string;
    /** The public key in OpenSSH format. */
    publicKey: string;
    /** The MD5 fingerprint of the public key: 16 pairs of hex digits. */
    fingerprint: string;
}

/** A keypair of this user. The cloud does not have its private key. */
export interface GetKeypairResult extends GetKeypairsResult {
    /** The id of the user that it belongs to. */
    userId: string | undefined;
    /** When it was registered, in UTC, as the cloud writes it. */
    createdAt: string | undefined;
}

import type { LookUpArgs } from "../types";

export interface GetKeypairArgs extends LookUpArgs {
    name: string;
}

/** A keypair in a list. */
export interface GetKeypairsResult {
    /** The name, which is also its id. */
    name: string;
    publicKey: string;
    fingerprint: string;
}

export interface GetKeypairResult extends GetKeypairsResult {
    userId: string | undefined;
    createdAt: string | undefined;
}

import type { LookUpArgs } from "../types";

export interface GetKeypairArgs extends LookUpArgs {
    name: string;
}

/** A keypair as the list shows it. */
export interface GetKeypairsResult {
    /** Also its id. */
    name: string;
    publicKey: string;
    fingerprint: string;
}

export interface GetKeypairResult extends GetKeypairsResult {
    userId: string | undefined;
    createdAt: string | undefined;
}

import type { LookUpArgs } from "../types";

export interface GetNetworksArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** Whether it is an external network, which floating IPs are allocated from. */
    isExternal?: boolean | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetNetworkArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetNetworkResult {
    id: string;
    name: string;
    /** `available` on NHN Cloud, `ACTIVE` on OpenStack. */
    status: string;
    /** Undefined on OpenStack, where only subnets have a CIDR. */
    cidr: string | undefined;
    isExternal: boolean;
    isShared: boolean;
}

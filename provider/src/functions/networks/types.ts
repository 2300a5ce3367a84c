import type { LookUpArgs } from "../types";

export interface GetNetworksArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    /** Whether floating IPs are out of it. */
    isExternal?: boolean | undefined;
}

/** Exactly one of `name` and `id` is given. */
export interface GetNetworkArgs extends LookUpArgs {
    /** The whole name. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetNetworkResult {
    id: string;
    name: string;
    /** `available` on NHN Cloud, `ACTIVE` on OpenStack. */
    status: string;
    /** Undefined on OpenStack, where only subnets have a range. */
    cidr: string | undefined;
    isExternal: boolean;
    isShared: boolean;
}

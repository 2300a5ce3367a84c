import type { LookUpArgs } from "../types";

/** Filters; a network has to match all of them. */
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
    /** The UUID of the network. */
    id?: string | undefined;
}

/** A network (NHN Cloud's "VPC"). */
export interface GetNetworkResult {
    /** The UUID, for `uuid` of a server's network. */
    id: string;
    /** The name; several networks may have it. */
    name: string;
    /** `available` on NHN Cloud, `ACTIVE` on OpenStack. */
    status: string;
    /** Undefined on OpenStack, where only subnets have a CIDR. */
    cidr: string | undefined;
    /** Whether floating IPs are allocated from it. */
    isExternal: boolean;
    /** Whether it belongs to several projects. */
    isShared: boolean;
}

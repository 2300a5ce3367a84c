import type { LookUpArgs } from "../types";

/** Filters; a subnet has to match all of them. */
export interface GetSubnetsArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** The UUID of the network. */
    networkId?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetSubnetArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** The UUID of the subnet. */
    id?: string | undefined;
}

/** A subnet. */
export interface GetSubnetResult {
    /** The UUID, for `subnet` of a server's network. */
    id: string;
    /** The name; several subnets may have it. */
    name: string;
    /** The UUID of its network. */
    networkId: string;
    /** For example `192.168.0.0/24`. */
    cidr: string;
    /** The address of its gateway; undefined if it has none. */
    gatewayIp: string | undefined;
    /** Whether it belongs to several projects. */
    isShared: boolean;
    /** Whether its routing table has an internet gateway, as floating IPs require; undefined on OpenStack. */
    hasInternetGateway: boolean | undefined;
    /** Undefined on OpenStack. */
    availableIpCount: number | undefined;
}

import type { LookUpArgs } from "../types";

export interface GetSubnetsArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    networkId?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetSubnetArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetSubnetResult {
    id: string;
    name: string;
    networkId: string;
    /** For example `192.168.0.0/24`. */
    cidr: string;
    gatewayIp: string | undefined;
    isShared: boolean;
    /** Whether its routing table has an internet gateway, as floating IPs require; undefined on OpenStack. */
    hasInternetGateway: boolean | undefined;
    /** Undefined on OpenStack. */
    availableIpCount: number | undefined;
}

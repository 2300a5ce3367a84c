import type { LookUpArgs } from "../types";

/** Filters; a floating IP has to match all of them. */
export interface GetFloatingIpsArgs extends LookUpArgs {
    /** NHN Cloud only. */
    label?: string | undefined;
    /** `ACTIVE`, `DOWN` (not connected) or `ERROR`. */
    status?: string | undefined;
    portId?: string | undefined;
    floatingNetworkId?: string | undefined;
}

export interface GetFloatingIpResult {
    id: string;
    /** The public address. */
    address: string;
    /** `ACTIVE`, `DOWN` (not connected) or `ERROR`. */
    status: string;
    floatingNetworkId: string;
    /** Undefined if it is not connected. */
    portId: string | undefined;
    /** The fixed IP it is connected to. */
    fixedIp: string | undefined;
    /** Empty if it has none. */
    label: string;
    deleteProtection: boolean;
}

import type { LookUpArgs } from "../types";

/** A floating IP fits when it fits all of them. */
export interface GetFloatingIpsArgs extends LookUpArgs {
    /** On NHN Cloud only. */
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
    /** Undefined while it is not connected. */
    portId: string | undefined;
    /** The address behind it. */
    fixedIp: string | undefined;
    /** Empty where there is none. */
    label: string;
    deleteProtection: boolean;
}

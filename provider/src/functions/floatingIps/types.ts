import type { LookUpArgs } from "../types";

/** Filters; a floating IP has to match all of them. */
export interface GetFloatingIpsArgs extends LookUpArgs {
    /** NHN Cloud only. */
    label?: string | undefined;
    /** `ACTIVE`, `DOWN` (not connected) or `ERROR`. */
    status?: string | undefined;
    /** The id of the port that it is connected to. */
    portId?: string | undefined;
    /** The id of the external network that it was allocated from. */
    floatingNetworkId?: string | undefined;
}

/** A floating IP. */
export interface GetFloatingIpResult {
    /** The UUID. */
    id: string;
    /** The public address. */
    address: string;
    /** `ACTIVE`, `DOWN` (not connected) or `ERROR`. */
    status: string;
    /** The id of the external network that it was allocated from. */
    floatingNetworkId: string;
    /** Undefined if it is not connected. */
    portId: string | undefined;
    /** The fixed IP it is connected to. */
    fixedIp: string | undefined;
    /** Empty if it has none. */
    label: string;
    /** Whether it is protected from deletion. Always `false` on OpenStack. */
    deleteProtection: boolean;
}

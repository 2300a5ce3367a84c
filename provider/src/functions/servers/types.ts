import type { ServerAddress } from "../../resources/server/resource";
import type { LookUpArgs } from "../types";

/** Servers must match all of them. */
export interface GetServersArgs extends LookUpArgs {
    /** Servers created by the same request. */
    reservationId?: string | undefined;
    /** Servers that changed since this time, including deleted ones. UTC, for example `2026-01-31T12:00:00Z`. */
    changesSince?: string | undefined;
    /** Does not match servers that were booted from a volume, which have no image. */
    imageId?: string | undefined;
    flavorId?: string | undefined;
    /** A case-insensitive regular expression, for example `^web-` for a prefix. */
    name?: string | undefined;
    /** For example `ACTIVE`. */
    status?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetServerArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetServerResult {
    id: string;
    name: string;
    /** For example `ACTIVE`, `SHUTOFF`, `ERROR`. */
    status: string;
    vmState: string;
    taskState: string | undefined;
    /** `on`, `off`, `paused`, `crashed`, `suspended` or `unknown`. */
    power: string;
    flavorId: string;
    /** Undefined for a server that was booted from a volume. */
    imageId: string | undefined;
    keyName: string | undefined;
    availabilityZone: string | undefined;
    addresses: ServerAddress[];
    /** The first floating IP, or else the first fixed IP. */
    accessIp: string | undefined;
    /** The names of its security groups. */
    securityGroups: string[];
    /** All metadata, including the cloud's own. */
    metadata: Record<string, string>;
    attachedVolumeIds: string[];
    hostId: string;
    diskConfig: string | undefined;
    tenantId: string;
    userId: string;
    created: string;
    updated: string;
    launchedAt: string | undefined;
}

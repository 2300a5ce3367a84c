import type { ServerAddress } from "../../resources/server/resource";
import type { LookUpArgs } from "../types";

/** A server fits when it fits all of them. */
export interface GetServersArgs extends LookUpArgs {
    /** Servers that were made by one request. */
    reservationId?: string | undefined;
    /** Servers that changed since then, deleted ones too. UTC, for example `2026-01-31T12:00:00Z`. */
    changesSince?: string | undefined;
    /** Not for servers that were booted from a volume: those show no image. */
    imageId?: string | undefined;
    flavorId?: string | undefined;
    /** Regular expression, which the cloud compares without case; `^web-` is all whose names begin so. */
    name?: string | undefined;
    /** For example `ACTIVE`. */
    status?: string | undefined;
}

/** Exactly one of `name` and `id` is given. */
export interface GetServerArgs extends LookUpArgs {
    /** The whole name. */
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
    /** The first floating address, else the first fixed one. */
    accessIp: string | undefined;
    /** By name. */
    securityGroups: string[];
    /** The cloud's own included. */
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

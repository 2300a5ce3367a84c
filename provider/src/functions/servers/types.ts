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
    /** The id of the flavor. */
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
    /** The UUID of the server. */
    id?: string | undefined;
}

/** A server, whether a stack created it or not. */
export interface GetServerResult {
    /** The UUID. */
    id: string;
    /** The name; several servers may have it. */
    name: string;
    /** For example `ACTIVE`, `SHUTOFF`, `ERROR`. */
    status: string;
    /** Nova's own state, for example `active`, `stopped`. */
    vmState: string;
    /** What the cloud is doing with it, for example `powering-off`; undefined if nothing. */
    taskState: string | undefined;
    /** `on`, `off`, `paused`, `crashed`, `suspended` or `unknown`. */
    power: string;
    /** The id of its flavor. */
    flavorId: string;
    /** Undefined for a server that was booted from a volume. */
    imageId: string | undefined;
    /** The name of the keypair that it was created with. */
    keyName: string | undefined;
    /** The availability zone, for example `kr-pub-a`. */
    availabilityZone: string | undefined;
    /** Its addresses in all networks, fixed and floating. */
    addresses: ServerAddress[];
    /** The first floating IP, or else the first fixed IP. */
    accessIp: string | undefined;
    /** The names of its security groups. */
    securityGroups: string[];
    /** All metadata, including the cloud's own. */
    metadata: Record<string, string>;
    /** The UUIDs of its volumes, including the root volume. */
    attachedVolumeIds: string[];
    /** An opaque id of the host that it runs on; empty while it has none. */
    hostId: string;
    /** `MANUAL` or `AUTO`: how the disk is partitioned on create and resize. */
    diskConfig: string | undefined;
    /** The id of its project. */
    tenantId: string;
    /** The id of the user who created it. */
    userId: string;
    /** When it was created, in UTC: `2026-01-31T12:00:00Z`. */
    created: string;
    /** When it was last changed, in UTC. */
    updated: string;
    /** When it was first started, in UTC; undefined before. */
    launchedAt: string | undefined;
}

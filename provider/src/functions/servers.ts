import type * as pulumi from "@pulumi/pulumi";
import type { ServerAddress } from "../resources/server";
import { type InputsOf, type LookUpArgs, lookUp, lookUpOutput } from "./lookUp";

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

/**
 * The project's servers (the guide's "List Instance Details"), the newest first.
 *
 * ```ts
 * import { getServers } from "pulumi-nhncloud";
 *
 * export const addresses = getServers({ name: "^web-", status: "ACTIVE" }).then((all) =>
 *     all.map((server) => server.accessIp),
 * );
 * ```
 */
export function getServers(args: GetServersArgs = {}): Promise<GetServerResult[]> {
    return lookUp("getServers", args);
}

/** {@link getServers}, for arguments that are outputs. */
export function getServersOutput(args: InputsOf<GetServersArgs> = {}): pulumi.Output<GetServerResult[]> {
    return lookUpOutput("getServers", args);
}

/**
 * One server, by its whole name or its id (the guide's "Get Instance"). None, and more than one, is an error.
 *
 * ```ts
 * import { getServerOutput } from "pulumi-nhncloud";
 *
 * export const address = getServerOutput({ name: "bastion" }).accessIp;
 * ```
 */
export function getServer(args: GetServerArgs): Promise<GetServerResult> {
    return lookUp("getServer", args);
}

/** {@link getServer}, for arguments that are outputs, or to use one of its properties at once. */
export function getServerOutput(args: InputsOf<GetServerArgs>): pulumi.Output<GetServerResult> {
    return lookUpOutput("getServer", args);
}

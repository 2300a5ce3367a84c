import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
import type { GetServerArgs, GetServerResult, GetServersArgs } from "./types";

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
    return invoke("getServers", args);
}

/** {@link getServers}, for arguments that are outputs. */
export function getServersOutput(args: InputsOf<GetServersArgs> = {}): pulumi.Output<GetServerResult[]> {
    return invokeOutput("getServers", args);
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
    return invoke("getServer", args);
}

/** {@link getServer}, for arguments that are outputs, or to use one of its properties at once. */
export function getServerOutput(args: InputsOf<GetServerArgs>): pulumi.Output<GetServerResult> {
    return invokeOutput("getServer", args);
}

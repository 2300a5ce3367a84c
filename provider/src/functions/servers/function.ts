import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetServerArgs, GetServerResult, GetServersArgs } from "./types";

/**
 * Get the servers of the project, newest first.
 *
 * ```ts
 * import { getServers } from "pulumi-nhncloud";
 *
 * export const addresses = getServers({ name: "^web-", status: "ACTIVE" }).then((all) =>
 *     all.map((server) => server.accessIp),
 * );
 * ```
 */
export function getServers(args: GetServersArgs = {}, options?: LookUpOptions): Promise<GetServerResult[]> {
    return invoke("getServers", args, options);
}

/** {@link getServers} with arguments that may be outputs, returning an output. */
export function getServersOutput(
    args: InputsOf<GetServersArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetServerResult[]> {
    return invokeOutput("getServers", args, options);
}

/**
 * Get a server by its exact name or its id. Fails if nothing, or more than one server, matches.
 *
 * ```ts
 * import { getServerOutput } from "pulumi-nhncloud";
 *
 * export const address = getServerOutput({ name: "bastion" }).accessIp;
 * ```
 */
export function getServer(args: GetServerArgs, options?: LookUpOptions): Promise<GetServerResult> {
    return invoke("getServer", args, options);
}

/** {@link getServer} with arguments that may be outputs, returning an output. */
export function getServerOutput(
    args: InputsOf<GetServerArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetServerResult> {
    return invokeOutput("getServer", args, options);
}

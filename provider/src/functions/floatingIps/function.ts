import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetFloatingIpResult, GetFloatingIpsArgs } from "./types";

/**
 * Get the project's floating IPs.
 *
 * ```ts
 * import { getFloatingIps } from "pulumi-nhncloud";
 *
 * export const unused = getFloatingIps({ status: "DOWN" }).then((all) => all.map(({ address }) => address));
 * ```
 */
export function getFloatingIps(
    args: GetFloatingIpsArgs = {},
    options?: LookUpOptions,
): Promise<GetFloatingIpResult[]> {
    return invoke("getFloatingIps", args, options);
}

/** {@link getFloatingIps} with arguments that may be outputs, returning an output. */
export function getFloatingIpsOutput(
    args: InputsOf<GetFloatingIpsArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetFloatingIpResult[]> {
    return invokeOutput("getFloatingIps", args, options);
}

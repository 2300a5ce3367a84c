import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetNetworkArgs, GetNetworkResult, GetNetworksArgs } from "./types";

/**
 * Get the networks that the project can use: VPCs on NHN Cloud, networks on OpenStack.
 *
 * ```ts
 * import { getNetworks } from "pulumi-nhncloud";
 *
 * export const external = getNetworks({ isExternal: true }).then((all) => all.map(({ id }) => id));
 * ```
 */
export function getNetworks(
    args: GetNetworksArgs = {},
    options?: LookUpOptions,
): Promise<GetNetworkResult[]> {
    return invoke("getNetworks", args, options);
}

/** {@link getNetworks} with arguments that may be outputs, returning an output. */
export function getNetworksOutput(
    args: InputsOf<GetNetworksArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetNetworkResult[]> {
    return invokeOutput("getNetworks", args, options);
}

/**
 * Get a network by its exact name or its id. Fails if nothing, or more than one network, matches.
 *
 * ```ts
 * import { getNetworkOutput } from "pulumi-nhncloud";
 *
 * export const networkId = getNetworkOutput({ name: "Default Network" }).id;
 * ```
 */
export function getNetwork(args: GetNetworkArgs, options?: LookUpOptions): Promise<GetNetworkResult> {
    return invoke("getNetwork", args, options);
}

/** {@link getNetwork} with arguments that may be outputs, returning an output. */
export function getNetworkOutput(
    args: InputsOf<GetNetworkArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetNetworkResult> {
    return invokeOutput("getNetwork", args, options);
}

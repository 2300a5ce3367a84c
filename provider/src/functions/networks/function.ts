import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
import type { GetNetworkArgs, GetNetworkResult, GetNetworksArgs } from "./types";

/**
 * The networks that the project can use: NHN Cloud's VPCs, or OpenStack's networks.
 *
 * ```ts
 * import { getNetworks } from "pulumi-nhncloud";
 *
 * export const external = getNetworks({ isExternal: true }).then((all) => all.map(({ id }) => id));
 * ```
 */
export function getNetworks(args: GetNetworksArgs = {}): Promise<GetNetworkResult[]> {
    return invoke("getNetworks", args);
}

/** {@link getNetworks}, for arguments that are outputs. */
export function getNetworksOutput(args: InputsOf<GetNetworksArgs> = {}): pulumi.Output<GetNetworkResult[]> {
    return invokeOutput("getNetworks", args);
}

/**
 * One network, by its whole name or its id. None, and more than one, is an error.
 *
 * ```ts
 * import { getNetworkOutput } from "pulumi-nhncloud";
 *
 * export const networkId = getNetworkOutput({ name: "Default Network" }).id;
 * ```
 */
export function getNetwork(args: GetNetworkArgs): Promise<GetNetworkResult> {
    return invoke("getNetwork", args);
}

/** {@link getNetwork}, for arguments that are outputs, or to use one of its properties at once. */
export function getNetworkOutput(args: InputsOf<GetNetworkArgs>): pulumi.Output<GetNetworkResult> {
    return invokeOutput("getNetwork", args);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetSubnetArgs, GetSubnetResult, GetSubnetsArgs } from "./types";

/**
 * Get the subnets that the project can use.
 *
 * ```ts
 * import { getSubnets } from "pulumi-nhncloud";
 *
 * export const reachable = getSubnets().then((all) => all.filter((subnet) => subnet.hasInternetGateway));
 * ```
 */
export function getSubnets(args: GetSubnetsArgs = {}, options?: LookUpOptions): Promise<GetSubnetResult[]> {
    return invoke("getSubnets", args, options);
}

/** {@link getSubnets} with arguments that may be outputs, returning an output. */
export function getSubnetsOutput(
    args: InputsOf<GetSubnetsArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetSubnetResult[]> {
    return invokeOutput("getSubnets", args, options);
}

/**
 * Get a subnet by its exact name or its id. Fails if nothing, or more than one subnet, matches.
 *
 * ```ts
 * import { getSubnetOutput } from "pulumi-nhncloud";
 *
 * export const subnet = getSubnetOutput({ name: "Default Network" }).id;
 * ```
 */
export function getSubnet(args: GetSubnetArgs, options?: LookUpOptions): Promise<GetSubnetResult> {
    return invoke("getSubnet", args, options);
}

/** {@link getSubnet} with arguments that may be outputs, returning an output. */
export function getSubnetOutput(
    args: InputsOf<GetSubnetArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetSubnetResult> {
    return invokeOutput("getSubnet", args, options);
}

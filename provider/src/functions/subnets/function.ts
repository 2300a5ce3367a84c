import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
import type { GetSubnetArgs, GetSubnetResult, GetSubnetsArgs } from "./types";

/**
 * The subnets that the project can use.
 *
 * ```ts
 * import { getSubnets } from "pulumi-nhncloud";
 *
 * export const reachable = getSubnets().then((all) => all.filter((subnet) => subnet.hasInternetGateway));
 * ```
 */
export function getSubnets(args: GetSubnetsArgs = {}): Promise<GetSubnetResult[]> {
    return invoke("getSubnets", args);
}

/** {@link getSubnets}, for arguments that are outputs. */
export function getSubnetsOutput(args: InputsOf<GetSubnetsArgs> = {}): pulumi.Output<GetSubnetResult[]> {
    return invokeOutput("getSubnets", args);
}

/**
 * One subnet, by its whole name or its id. None, and more than one, is an error.
 *
 * ```ts
 * import { getSubnetOutput } from "pulumi-nhncloud";
 *
 * export const subnet = getSubnetOutput({ name: "Default Network" }).id;
 * ```
 */
export function getSubnet(args: GetSubnetArgs): Promise<GetSubnetResult> {
    return invoke("getSubnet", args);
}

/** {@link getSubnet}, for arguments that are outputs, or to use one of its properties at once. */
export function getSubnetOutput(args: InputsOf<GetSubnetArgs>): pulumi.Output<GetSubnetResult> {
    return invokeOutput("getSubnet", args);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpOptions } from "../types";
import type { GetSecurityGroupArgs, GetSecurityGroupResult, GetSecurityGroupsArgs } from "./types";

/**
 * Get the project's security groups and their rules.
 *
 * ```ts
 * import { getSecurityGroups } from "pulumi-nhncloud";
 *
 * export const names = getSecurityGroups().then((all) => all.map((group) => group.name));
 * ```
 */
export function getSecurityGroups(
    args: GetSecurityGroupsArgs = {},
    options?: LookUpOptions,
): Promise<GetSecurityGroupResult[]> {
    return invoke("getSecurityGroups", args, options);
}

/** {@link getSecurityGroups} with arguments that may be outputs, returning an output. */
export function getSecurityGroupsOutput(
    args: InputsOf<GetSecurityGroupsArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetSecurityGroupResult[]> {
    return invokeOutput("getSecurityGroups", args, options);
}

/**
 * Get a security group by its exact name or its id. Fails if nothing, or more than one security group, matches.
 *
 * ```ts
 * import { getSecurityGroupOutput } from "pulumi-nhncloud";
 *
 * export const securityGroup = getSecurityGroupOutput({ name: "web" }).id;
 * ```
 */
export function getSecurityGroup(
    args: GetSecurityGroupArgs,
    options?: LookUpOptions,
): Promise<GetSecurityGroupResult> {
    return invoke("getSecurityGroup", args, options);
}

/** {@link getSecurityGroup} with arguments that may be outputs, returning an output. */
export function getSecurityGroupOutput(
    args: InputsOf<GetSecurityGroupArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetSecurityGroupResult> {
    return invokeOutput("getSecurityGroup", args, options);
}

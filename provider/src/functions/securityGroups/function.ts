import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf } from "../types";
import type { GetSecurityGroupArgs, GetSecurityGroupResult, GetSecurityGroupsArgs } from "./types";

/**
 * The project's security groups, with their rules.
 *
 * ```ts
 * import { getSecurityGroups } from "pulumi-nhncloud";
 *
 * export const names = getSecurityGroups().then((all) => all.map((group) => group.name));
 * ```
 */
export function getSecurityGroups(args: GetSecurityGroupsArgs = {}): Promise<GetSecurityGroupResult[]> {
    return invoke("getSecurityGroups", args);
}

/** {@link getSecurityGroups}, for arguments that are outputs. */
export function getSecurityGroupsOutput(
    args: InputsOf<GetSecurityGroupsArgs> = {},
): pulumi.Output<GetSecurityGroupResult[]> {
    return invokeOutput("getSecurityGroups", args);
}

/**
 * One security group, by its whole name or its id. None, and more than one, is an error.
 *
 * ```ts
 * import { getSecurityGroupOutput } from "pulumi-nhncloud";
 *
 * export const securityGroup = getSecurityGroupOutput({ name: "web" }).id;
 * ```
 */
export function getSecurityGroup(args: GetSecurityGroupArgs): Promise<GetSecurityGroupResult> {
    return invoke("getSecurityGroup", args);
}

/** {@link getSecurityGroup}, for arguments that are outputs, or to use one of its properties at once. */
export function getSecurityGroupOutput(
    args: InputsOf<GetSecurityGroupArgs>,
): pulumi.Output<GetSecurityGroupResult> {
    return invokeOutput("getSecurityGroup", args);
}

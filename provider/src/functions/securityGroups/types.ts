import type { LookUpArgs } from "../types";

export interface GetSecurityGroupsArgs extends LookUpArgs {
    /** The exact name; several security groups may have it. */
    name?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetSecurityGroupArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    id?: string | undefined;
}

export interface GetSecurityGroupResult {
    id: string;
    name: string;
    description: string;
    rules: SecurityGroupRuleResult[];
}

export interface SecurityGroupRuleResult {
    id: string;
    /** `ingress` or `egress`. */
    direction: string;
    /** `IPv4` or `IPv6`. */
    ethertype: string;
    /** For example `tcp`; undefined for all protocols. */
    protocol: string | undefined;
    portRangeMin: number | undefined;
    portRangeMax: number | undefined;
    remoteGroupId: string | undefined;
    /** For example `10.0.0.0/8`. */
    remoteIpPrefix: string | undefined;
    description: string;
}

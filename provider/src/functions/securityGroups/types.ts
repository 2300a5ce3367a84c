import type { LookUpArgs } from "../types";

/** Filters; a security group has to match all of them. */
export interface GetSecurityGroupsArgs extends LookUpArgs {
    /** The exact name; several security groups may have it. */
    name?: string | undefined;
}

/** Exactly one of `name` and `id` is required. */
export interface GetSecurityGroupArgs extends LookUpArgs {
    /** The exact name. */
    name?: string | undefined;
    /** The UUID of the security group. */
    id?: string | undefined;
}

/** A security group and its rules. */
export interface GetSecurityGroupResult {
    /** The UUID. */
    id: string;
    /** The name; several security groups may have it. */
    name: string;
    /** The description; empty if it has none. */
    description: string;
    /** What the security group allows. */
    rules: SecurityGroupRuleResult[];
}

/** A rule of a security group. */
export interface SecurityGroupRuleResult {
    /** The UUID. */
    id: string;
    /** `ingress` or `egress`. */
    direction: string;
    /** `IPv4` or `IPv6`. */
    ethertype: string;
    /** For example `tcp`; undefined for all protocols. */
    protocol: string | undefined;
    /** The lowest port, or the type of ICMP messages; undefined for all. */
    portRangeMin: number | undefined;
    /** The highest port, or the code of ICMP messages; undefined for all. */
    portRangeMax: number | undefined;
    /** The id of the security group whose servers are allowed. */
    remoteGroupId: string | undefined;
    /** For example `10.0.0.0/8`. */
    remoteIpPrefix: string | undefined;
    /** The description; empty if it has none. */
    description: string;
}

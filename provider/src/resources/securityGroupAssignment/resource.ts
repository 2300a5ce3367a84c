import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

/** The arguments of a SecurityGroupAssignment. */
export interface SecurityGroupAssignmentArgs extends CommonArgs {
    /** The id of the server; the group is added to all its ports. Changing this replaces the assignment. */
    serverId: pulumi.Input<string>;
    /** The name or id of the security group. Changing this replaces the assignment. */
    securityGroup: pulumi.Input<string>;
}

/**
 * Adds a security group to a server, outside of the server's own `securityGroups`. Its id is `serverId/name`.
 *
 * A group that is also in `securityGroups` stays on the server until both are removed. Two assignments of the same group fail,
 * and so does a group that is missing from the list of a server with `securityGroupsMode: "exclusive"`.
 *
 * ```ts
 * import { SecurityGroupAssignment } from "pulumi-nhncloud";
 *
 * new SecurityGroupAssignment("database", {
 *     serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
 *     securityGroup: "db",
 * });
 * ```
 *
 * A group for each server of a fleet that another stack has:
 *
 * ```ts
 * import { getSecurityGroup, getServers, SecurityGroupAssignment } from "pulumi-nhncloud";
 *
 * export = async () => {
 *     const monitoring = await getSecurityGroup({ name: "monitoring" });
 *     for (const server of await getServers({ name: "^worker-" })) {
 *         new SecurityGroupAssignment(server.name, { serverId: server.id, securityGroup: monitoring.id });
 *     }
 * };
 * ```
 */
export class SecurityGroupAssignment extends CloudResource {
    /** The UUID of the server. */
    declare public readonly serverId: pulumi.Output<string>;
    /** The name or id of the security group, as given. */
    declare public readonly securityGroup: pulumi.Output<string>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: SecurityGroupAssignmentArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["serverId", "securityGroup", "region"];
        super("SecurityGroupAssignment", name, args, { outputs }, options);
    }

    /** Get an existing assignment by `serverId/name`. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<SecurityGroupAssignmentArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): SecurityGroupAssignment {
        // The id contains the other arguments.
        return new this(name, state as SecurityGroupAssignmentArgs, existing(id, options));
    }
}

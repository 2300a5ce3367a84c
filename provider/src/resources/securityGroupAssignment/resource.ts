import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

export interface SecurityGroupAssignmentArgs extends CommonArgs {
    /** Server that gets the group, on all its ports; pass a Server's `id`. Changing this replaces the assignment. */
    serverId: pulumi.Input<string>;
    /** Name or id of the security group. Changing this replaces the assignment. */
    securityGroup: pulumi.Input<string>;
}

/**
 * A security group on a server (the guide's "Add Security Group"), for a group that is not in the server's own list.
 * It is there when the server shows it. Its id is `serverId/name`. A group that the server's list has too stays when the
 * assignment goes, and the other way round. A second assignment of the same group is refused, and so is a group that the
 * list of a server with `securityGroupsMode: "exclusive"` lacks.
 *
 * ```ts
 * import { SecurityGroupAssignment } from "pulumi-nhncloud";
 *
 * new SecurityGroupAssignment("database", {
 *     serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
 *     securityGroup: "db",
 * });
 * ```
 */
export class SecurityGroupAssignment extends CloudResource {
    declare public readonly serverId: pulumi.Output<string>;
    declare public readonly securityGroup: pulumi.Output<string>;
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: SecurityGroupAssignmentArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["serverId", "securityGroup", "region"];
        super("SecurityGroupAssignment", name, args, { outputs }, options);
    }

    /** Reads an existing assignment by `serverId/name`. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<SecurityGroupAssignmentArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): SecurityGroupAssignment {
        // The other arguments are in the id.
        return new SecurityGroupAssignment(name, state as SecurityGroupAssignmentArgs, existing(id, options));
    }
}

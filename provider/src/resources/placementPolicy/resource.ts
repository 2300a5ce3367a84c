import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

/** The arguments of a PlacementPolicy. */
export interface PlacementPolicyArgs extends CommonArgs {
    /**
     * The name of the policy: at most 255 printable characters (no emoji), without leading or trailing whitespace. Changing
     * this replaces the policy, and with it the servers that use its id.
     *
     * @default the resource's name and seven random hex digits
     */
    name?: pulumi.Input<string | undefined>;
}

/**
 * A placement policy (Nova's server group) that places servers on different hosts. Creating a server in it fails if there is no
 * other host. Deleting it does not affect its servers. Its id is the UUID of the policy.
 *
 * ```ts
 * import { PlacementPolicy, ServerFleet } from "pulumi-nhncloud";
 *
 * const apart = new PlacementPolicy("apart");
 * new ServerFleet("worker", {
 *     count: 3,
 *     imageId: "9956f822-29c9-4f81-9410-0c392d9c8c24",
 *     flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *     keyName: "access",
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 *     placementPolicyId: apart.id,
 * });
 * ```
 *
 * Two servers that are never on the same host:
 *
 * ```ts
 * import { PlacementPolicy, Server } from "pulumi-nhncloud";
 *
 * const pair = new PlacementPolicy("pair", { name: "database" });
 * for (const role of ["primary", "standby"]) {
 *     new Server(role, {
 *         imageId: "9956f822-29c9-4f81-9410-0c392d9c8c24",
 *         flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *         keyName: "access",
 *         networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 *         placementPolicyId: pair.id,
 *     });
 * }
 * ```
 */
export class PlacementPolicy extends CloudResource {
    /** The name of the policy. */
    declare public readonly name: pulumi.Output<string>;
    /** Always `anti-affinity`. */
    declare public readonly policies: pulumi.Output<string[]>;
    /** The ids of its servers, as of the last refresh. */
    declare public readonly members: pulumi.Output<string[]>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: PlacementPolicyArgs = {}, options?: pulumi.CustomResourceOptions) {
        const outputs = ["name", "policies", "members", "region"];
        super("PlacementPolicy", name, args, { outputs }, options);
    }

    /** Get an existing placement policy by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<PlacementPolicyArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): PlacementPolicy {
        return new this(name, state, existing(id, options));
    }
}

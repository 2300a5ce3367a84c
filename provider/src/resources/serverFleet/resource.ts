import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing, withSecretDefaults } from "../cloudResource";
import { type ServerArgs, secretDevices } from "../server/resource";

export interface ServerFleetArgs extends CommonArgs, Omit<ServerArgs, "name"> {
    /** How many servers. Changed in place: the newest go first. Give this, or `minCount` and `maxCount`. */
    count?: pulumi.Input<number | undefined>;
    /**
     * How many servers there must be; up to `maxCount` are made where the quota allows it. Changed in place.
     *
     * @default 1, where `maxCount` is given
     */
    minCount?: pulumi.Input<number | undefined>;
    /**
     * How many servers there may be. Changed in place.
     *
     * @default `minCount`
     */
    maxCount?: pulumi.Input<number | undefined>;
    /**
     * What the servers' names begin with, at most 240 characters: the fleet `web` has the servers `web-3f2a-1`, `web-3f2a-2`
     * and so on, where the digits differ with each request. Changed in place.
     *
     * @default the resource's name
     */
    namePrefix?: pulumi.Input<string | undefined>;
    /**
     * How many servers more than there may be are made while an argument changes that replaces servers (image, key,
     * networks, zone, user data, block devices, placement policy): an old one is deleted when its replacement is up. Where
     * the quota does not allow it, and with 0, the old one is deleted first: give 0 where there is no room for one more, as
     * in a placement policy that has a host for each server. Changed in place.
     *
     * @default 1
     */
    maxSurge?: pulumi.Input<number | undefined>;
    /**
     * How many servers may be missing at a time while the fleet changes: where old ones are deleted first, and where a
     * resize or a reboot stops them. With 0, none is deleted first, and one at a time is resized or rebooted. Changed in place.
     *
     * @default 1
     */
    maxUnavailable?: pulumi.Input<number | undefined>;
}

/** A server of a fleet. */
export interface FleetServer {
    id: string;
    name: string;
    /** For example `ACTIVE`. */
    status: string;
    /** The first floating address, else the first fixed one. */
    accessIp?: string;
    availabilityZone?: string;
    /** Of the arguments that it was made with. */
    revision: number;
    /** Of the request that it was made by; unknown where the answer was lost. */
    reservationId?: string;
    /** When it first ran. */
    launchedAt?: string;
}

/**
 * Several servers that are alike, made by one request for each ten (the guide's `min_count`, `max_count` and
 * `return_reservation_id`). It is there when all of them are `ACTIVE`. What was made stays in the stack when the rest
 * fails, and the next `up` completes it. A change that replaces a server rolls through the fleet, `maxSurge` at a time; a
 * server that fails ends it, and the old ones stay. Those that fit what the program then says are kept: an `up` of the
 * program as it was before replaces none of them. Its id is a mark that each server bears in its metadata. A port, a
 * fixed IP or an existing volume cannot be shared, and is refused.
 *
 * ```ts
 * import { ServerFleet } from "pulumi-nhncloud";
 *
 * const workers = new ServerFleet("worker", {
 *     count: 5,
 *     imageId: "9956f822-29c9-4f81-9410-0c392d9c8c24",
 *     flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *     keyName: "access",
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 * });
 * export const addresses = workers.servers.apply((servers) => servers.map((server) => server.accessIp));
 * ```
 */
export class ServerFleet extends CloudResource {
    /** The oldest first. */
    declare public readonly servers: pulumi.Output<FleetServer[]>;
    /** Of the requests that its servers were made by. */
    declare public readonly reservationIds: pulumi.Output<string[]>;
    /** How often an argument changed that replaces servers. */
    declare public readonly revision: pulumi.Output<number>;
    declare public readonly namePrefix: pulumi.Output<string>;
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: ServerFleetArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["servers", "reservationIds", "revision", "namePrefix", "region"];
        // What earlier servers were made with holds their user data.
        const secrets = ["userData", "userDataBase64", ...secretDevices(args), "__revisions"];
        super("ServerFleet", name, withSecretDefaults(args, options), { outputs, secrets }, options);
    }

    /** Reads an existing fleet by the mark of its servers, the metadata `pulumi-nhncloud-fleet` up to the colon. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<ServerFleetArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): ServerFleet {
        // The other arguments come from the cloud.
        return new ServerFleet(name, state as ServerFleetArgs, existing(id, options));
    }
}

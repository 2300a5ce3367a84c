import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing, withSecretDefaults } from "../cloudResource";
import type { ReadinessCheckArgs } from "../readiness/resource";
import { type AllServerArgs, type OneUserData, secretDevices } from "../server/resource";

/** The arguments of a ServerFleet: its servers are counted by `count`, or by `minCount` and `maxCount`, not both. */
export type ServerFleetArgs = AllServerFleetArgs & OneUserData & FleetCount;

/** Either a number of servers, or a range. */
export type FleetCount =
    | {
          /** The number of servers. */
          count: pulumi.Input<number>;
          minCount?: undefined;
          maxCount?: undefined;
      }
    | { count?: undefined; minCount: pulumi.Input<number> }
    | { count?: undefined; maxCount: pulumi.Input<number> };

/** All that a ServerFleet takes; some exclude each other. */
export interface AllServerFleetArgs extends CommonArgs, Omit<AllServerArgs, "name"> {
    /** The number of servers. Changed in place; the newest are deleted first. Mutually exclusive with `minCount` and `maxCount`. */
    count?: pulumi.Input<number | undefined>;
    /**
     * The minimum number of servers. Up to `maxCount` are created if the quota allows it. Can be changed in place.
     *
     * @default 1 if `maxCount` is set
     */
    minCount?: pulumi.Input<number | undefined>;
    /**
     * The maximum number of servers. Can be changed in place.
     *
     * @default `minCount`
     */
    maxCount?: pulumi.Input<number | undefined>;
    /**
     * The prefix of the servers' names, at most 240 characters: the servers of `web` are named `web-3f2a-1`, `web-3f2a-2` and so
     * on, with different digits for each request. Can be changed in place.
     *
     * @default the resource's name
     */
    namePrefix?: pulumi.Input<string | undefined>;
    /**
     * How many extra servers may exist while servers are replaced (after a change of image, key, networks, zone, user data, block
     * devices or placement policy): each old one is deleted once its replacement is `ACTIVE`. With 0, or if the quota has no
     * room, the old one is deleted first. Set it to 0 if there is no room for an extra server, for example in a placement
     * policy with one host per server. Can be changed in place.
     *
     * @default 1
     */
    maxSurge?: pulumi.Input<number | undefined>;
    /**
     * How many servers may be unavailable at a time: deleted before their replacement is created, or stopped by a resize or a
     * reboot. With 0, none is deleted first, and one at a time is resized or rebooted. Can be changed in place.
     *
     * @default 1
     */
    maxUnavailable?: pulumi.Input<number | undefined>;
    /**
     * The availability zones to spread the servers over evenly, for example `["kr-pub-a", "kr-pub-b"]`. What a zone has no room
     * for is created in the others. Mutually exclusive with `availabilityZone`. A change replaces only the servers in zones
     * that are no longer listed; a zone that is added gets new servers.
     */
    availabilityZones?: pulumi.Input<pulumi.Input<string>[] | undefined>;
    /**
     * What a new server must respond before it counts: the create and each step of a roll wait for it, at the server's
     * `accessIp` and from the machine that runs Pulumi. If it never does, the roll stops and the old servers are kept; the next
     * `up` waits again. Servers that are resized, restarted or started are waited for too. Changing it waits for all servers.
     * Not used while `powerState` is not `active`.
     */
    readiness?: pulumi.Input<ReadinessCheckArgs | undefined>;
}

/** A server of a fleet. */
export interface FleetServer {
    /** The UUID. */
    id: string;
    /** The name: the prefix, four hex digits of the request, and a number. */
    name: string;
    /** For example `ACTIVE`. */
    status: string;
    /** The first floating IP, or else the first fixed IP. */
    accessIp?: string;
    /** The availability zone, for example `kr-pub-a`. */
    availabilityZone?: string;
    /** The revision of the arguments that it was created with. */
    revision: number;
    /** The reservation id of the request that created it; unknown if its response was lost. */
    reservationId?: string;
    /** When it was first started. */
    launchedAt?: string;
}

/**
 * A group of identical servers, created by one request for every ten (the guide's `min_count`, `max_count` and
 * `return_reservation_id`). A create waits until all of them are `ACTIVE`. If some fail, the others stay in the stack, and the
 * next `up` completes the fleet.
 *
 * A change that replaces servers is rolled through the fleet, `maxSurge` at a time. If a new server fails, the roll stops and the
 * remaining old servers are kept: an `up` of the previous program replaces none of them. Its id is a mark in the metadata of
 * its servers. Ports, fixed IPs and existing volumes are not allowed, since servers cannot share them.
 *
 * ```ts
 * import { getFlavorOutput, getImageOutput, ServerFleet } from "pulumi-nhncloud";
 *
 * const workers = new ServerFleet("worker", {
 *     count: 5,
 *     imageId: getImageOutput({ namePrefix: "Ubuntu Server 24.04", mostRecent: true }).id,
 *     flavorId: getFlavorOutput({ name: "m2.c1m2" }).id,
 *     keyName: "access",
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 *     blockDevices: [{ sourceType: "image", destinationType: "volume", bootIndex: 0, volumeSize: 20 }],
 * });
 * export const addresses = workers.servers.apply((servers) => servers.map((server) => server.accessIp));
 * ```
 *
 * As many servers as the quota allows, from three to ten, that are replaced two at a time:
 *
 * ```ts
 * import { ServerFleet } from "pulumi-nhncloud";
 *
 * new ServerFleet("batch", {
 *     minCount: 3,
 *     maxCount: 10,
 *     maxSurge: 2,
 *     imageId: "9956f822-29c9-4f81-9410-0c392d9c8c24",
 *     flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *     keyName: "access",
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 * });
 * ```
 */
export class ServerFleet extends CloudResource {
    /** The servers, oldest first. */
    declare public readonly servers: pulumi.Output<FleetServer[]>;
    /** The reservation ids of the requests that created its servers. */
    declare public readonly reservationIds: pulumi.Output<string[]>;
    /** The number of changes that replaced servers. */
    declare public readonly revision: pulumi.Output<number>;
    /** The prefix of the servers' names. */
    declare public readonly namePrefix: pulumi.Output<string>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: ServerFleetArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["servers", "reservationIds", "revision", "namePrefix", "region"];
        // Arguments of earlier revisions include user data.
        const secrets = ["userData", "userDataBase64", ...secretDevices(args), "__revisions"];
        super("ServerFleet", name, withSecretDefaults(args, options), { outputs, secrets }, options);
    }

    /** Get an existing fleet by its mark: the metadata `pulumi-nhncloud-fleet` of its servers, up to the colon. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<AllServerFleetArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): ServerFleet {
        // The other arguments come from the cloud.
        return new this(name, state as ServerFleetArgs, existing(id, options));
    }
}

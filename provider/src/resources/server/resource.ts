import * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing, holdsOutput, withSecretDefaults } from "../cloudResource";
import type { EncryptionArgs } from "../shared/encryption";

export interface ServerArgs extends CommonArgs {
    /**
     * Name, of at most 255 printable characters (no emoji; below 15 with a Windows image), without white space at either end.
     * Changed in place.
     *
     * @default the resource's name and seven random hexadecimal digits
     */
    name?: pulumi.Input<string | undefined>;
    /**
     * Image to boot from. Needed unless the root block device comes from a volume or a snapshot.
     * Changing this replaces the server: it is never rebuilt in place, which would wipe its disk.
     */
    imageId?: pulumi.Input<string | undefined>;
    /** Instance type. Changed in place, by a resize, which restarts a running server; U2 types cannot be resized. */
    flavorId: pulumi.Input<string>;
    /** Name of the keypair for logging in; pass a Keypair's `id`. Changing this replaces the server. */
    keyName: pulumi.Input<string>;
    /**
     * Network interfaces, at least one. Changing these replaces the server; where a port or fixed IP is named, the old
     * server is deleted first.
     */
    networks: pulumi.Input<pulumi.Input<NetworkArgs>[]>;
    /**
     * Availability zone, for example `kr-pub-a`. Changing this replaces the server.
     *
     * @default one that the cloud chooses
     */
    availabilityZone?: pulumi.Input<string | undefined>;
    /**
     * Names or ids of security groups. Changed in place.
     *
     * @default the cloud adds `default` to a new server; a server that is there keeps its groups
     */
    securityGroups?: pulumi.Input<pulumi.Input<string>[] | undefined>;
    /**
     * Whether groups that others added to the server are left alone, or are drift that the next `up` takes away: then no
     * SecurityGroupAssignment can be used beside it. Changed in place.
     *
     * @default "additive"
     */
    securityGroupsMode?: pulumi.Input<"additive" | "exclusive" | undefined>;
    /**
     * Script or cloud-init configuration to run at first boot, as plain text: at most 65,535 bytes when written in base64
     * (49,149 bytes of text). Kept as a secret. Changing this replaces the server.
     */
    userData?: pulumi.Input<string | undefined>;
    /** The same, already in base64. Give one of the two. */
    userDataBase64?: pulumi.Input<string | undefined>;
    /**
     * Whether new user data replace the server; with `false` they are for the next server only.
     *
     * @default true
     */
    userDataReplaceOnChange?: pulumi.Input<boolean | undefined>;
    /**
     * Metadata: keys and values of at most 255 characters; keys of letters, digits, spaces and `-_:.` only. The cloud's own
     * keys (`os_type` and the like) are refused. Changed in place.
     */
    metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * Whether keys that are not named here are left alone, or are drift that the next `up` takes away; the cloud's own
     * always stay. Changed in place.
     *
     * @default "additive"
     */
    metadataMode?: pulumi.Input<"additive" | "exclusive" | undefined>;
    /** Disks. Needed for all instance types but U2. Changing these replaces the server. */
    blockDevices?: pulumi.Input<pulumi.Input<BlockDeviceArgs>[] | undefined>;
    /**
     * Whether the server runs. Changed in place; a server that somebody else stopped is started again after a refresh.
     * `shelved` (the vendor's "terminate") keeps the disks and frees the machine.
     *
     * @default "active"
     */
    powerState?: pulumi.Input<"active" | "stopped" | "shelved" | undefined>;
    /** Any text: when it changes, the server is rebooted. */
    rebootTrigger?: pulumi.Input<string | undefined>;
    /**
     * How `rebootTrigger` reboots: `SOFT` closes the system first, `HARD` is like pulling the plug.
     *
     * @default "SOFT"
     */
    rebootType?: pulumi.Input<"SOFT" | "HARD" | undefined>;
    /**
     * Disk partitioning at create and resize.
     *
     * @default "MANUAL", at the vendor
     */
    diskConfig?: pulumi.Input<"MANUAL" | "AUTO" | undefined>;
    /** Placement policy (server group) to create the server in. Changing this replaces the server. */
    placementPolicyId?: pulumi.Input<string | undefined>;
    /**
     * Whether a running server is stopped before it is deleted.
     *
     * @default false
     */
    stopBeforeDelete?: pulumi.Input<boolean | undefined>;
}

/** A network interface: at least one of the four is given. */
export interface NetworkArgs {
    /** Network (VPC). */
    uuid?: pulumi.Input<string | undefined>;
    subnet?: pulumi.Input<string | undefined>;
    /** Existing port; it keeps its own security groups until `securityGroups` adds more. */
    port?: pulumi.Input<string | undefined>;
    fixedIp?: pulumi.Input<string | undefined>;
}

export interface BlockDeviceArgs {
    /** What the disk is made from; `volume` uses an existing volume itself. */
    sourceType: pulumi.Input<"image" | "volume" | "snapshot" | "blank">;
    /** The image, volume or snapshot; not for `blank`. */
    uuid?: pulumi.Input<string | undefined>;
    /** `local` for U2 instance types, `volume` for all others. */
    destinationType: pulumi.Input<"local" | "volume">;
    /** 0 for the root disk, once; others boot in rising order; -1 for a disk that is never booted from. */
    bootIndex: pulumi.Input<number>;
    /** GB. Needed where a volume is made. */
    volumeSize?: pulumi.Input<number | undefined>;
    /** For example `General SSD`. */
    volumeType?: pulumi.Input<string | undefined>;
    /** Key to encrypt the disk with, where a volume of an encrypted `volumeType` is made; the vendor's only. */
    encryption?: pulumi.Input<EncryptionArgs | undefined>;
    /** For example `vda`. */
    deviceName?: pulumi.Input<string | undefined>;
    /**
     * Whether the disk is deleted with the server.
     *
     * @default false
     */
    deleteOnTermination?: pulumi.Input<boolean | undefined>;
}

export interface ServerAddress {
    /** Name of the network. */
    network: string;
    address: string;
    /** `fixed` or `floating`. */
    type: string;
    mac: string;
    version: number;
}

/** The list of disks is a secret as a whole where one of them has an appkey, or may have. */
export function secretDevices({ blockDevices }: Pick<ServerArgs, "blockDevices">): "blockDevices"[] {
    const isOpen = (value: unknown) => pulumi.Output.isInstance(value) || value instanceof Promise;
    const holds = (device: pulumi.Input<BlockDeviceArgs>) =>
        isOpen(device) || (device as BlockDeviceArgs).encryption !== undefined;
    if (blockDevices === undefined) return [];
    const devices = blockDevices as pulumi.Input<BlockDeviceArgs>[];
    return isOpen(blockDevices) || devices.some(holds) ? ["blockDevices"] : [];
}

const outputs = [
    "name",
    "imageId",
    "flavorId",
    "keyName",
    "availabilityZone",
    "securityGroups",
    "metadata",
    "powerState",
    "region",
    "status",
    "vmState",
    "taskState",
    "power",
    "addresses",
    "accessIp",
    "hostId",
    "attachedVolumeIds",
    "created",
    "updated",
    "launchedAt",
    "tenantId",
    "userId",
    "allMetadata",
] as const;

/**
 * A server (the guide's "Instance"). It is there when it is `ACTIVE`, and gone when the cloud no longer knows it.
 * Its id is the server's UUID.
 *
 * ```ts
 * import { Keypair, Server } from "pulumi-nhncloud";
 *
 * const imageId = "9956f822-29c9-4f81-9410-0c392d9c8c24";
 * const keypair = new Keypair("access");
 * const web = new Server("web", {
 *     imageId,
 *     flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *     keyName: keypair.id,
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 *     blockDevices: [{ sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }],
 *     securityGroups: ["default"],
 * });
 * export const address = web.accessIp;
 * ```
 */
export class Server extends CloudResource {
    declare public readonly name: pulumi.Output<string>;
    declare public readonly imageId: pulumi.Output<string | undefined>;
    declare public readonly flavorId: pulumi.Output<string>;
    declare public readonly keyName: pulumi.Output<string>;
    declare public readonly availabilityZone: pulumi.Output<string | undefined>;
    /** The groups of the arguments that the server has. */
    declare public readonly securityGroups: pulumi.Output<string[] | undefined>;
    declare public readonly metadata: pulumi.Output<Record<string, string> | undefined>;
    declare public readonly powerState: pulumi.Output<string>;
    declare public readonly region: pulumi.Output<string>;
    /** For example `ACTIVE`, `SHUTOFF`, `ERROR`. */
    declare public readonly status: pulumi.Output<string>;
    declare public readonly vmState: pulumi.Output<string>;
    declare public readonly taskState: pulumi.Output<string | undefined>;
    /** `on`, `off`, `paused`, `crashed`, `suspended` or `unknown`. */
    declare public readonly power: pulumi.Output<string>;
    declare public readonly addresses: pulumi.Output<ServerAddress[]>;
    /** The first floating address, else the first fixed one. */
    declare public readonly accessIp: pulumi.Output<string | undefined>;
    declare public readonly hostId: pulumi.Output<string>;
    declare public readonly attachedVolumeIds: pulumi.Output<string[]>;
    declare public readonly created: pulumi.Output<string>;
    declare public readonly updated: pulumi.Output<string>;
    declare public readonly launchedAt: pulumi.Output<string | undefined>;
    declare public readonly tenantId: pulumi.Output<string>;
    declare public readonly userId: pulumi.Output<string>;
    /**
     * All metadata of the server, the cloud's own included. A secret where the argument `metadata` holds an output, which
     * may be one, and where `nhncloud:defaultMetadata` is one; `get` cannot know what was a secret where the server was made.
     */
    declare public readonly allMetadata: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: ServerArgs, options?: pulumi.CustomResourceOptions) {
        const complete = withSecretDefaults(args, options);
        // Whether an output is a secret is not known yet.
        const all = holdsOutput(complete.metadata) ? ["allMetadata"] : [];
        super(
            "Server",
            name,
            complete,
            { outputs, secrets: ["userData", "userDataBase64", ...secretDevices(args), ...all] },
            options,
        );
    }

    /** Reads an existing server by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<ServerArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): Server {
        // The other arguments come from the cloud.
        return new Server(name, state as ServerArgs, existing(id, options));
    }
}

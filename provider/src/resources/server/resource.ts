import * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing, holdsOutput, withSecretDefaults } from "../cloudResource";
import type { EncryptionArgs } from "../shared/encryption";

/** The arguments of a Server: user data is given as text or in base64, not both. For what several servers share, write `satisfies Partial<ServerArgs>`. */
export type ServerArgs = AllServerArgs & OneUserData;

/** User data is not given twice. */
export type OneUserData = { userDataBase64?: undefined } | { userData?: undefined };

/** All that a Server takes; some exclude each other. */
export interface AllServerArgs extends CommonArgs {
    /**
     * The name of the server: at most 255 printable characters (no emoji; at most 15 with a Windows image), without leading or
     * trailing whitespace. Can be changed in place.
     *
     * @default the resource's name and seven random hex digits
     */
    name?: pulumi.Input<string | undefined>;
    /**
     * The id of the image to boot from. Not required if `blockDevices` has the image, volume or snapshot of the root disk. Changing this replaces
     * the server; it is never rebuilt in place.
     */
    imageId?: pulumi.Input<string | undefined>;
    /** The id of the flavor (NHN Cloud's "instance type"). Changed in place by a resize, which restarts a running server. U2 flavors cannot be resized. */
    flavorId: pulumi.Input<string>;
    /** The name of the keypair for logging in, such as the `id` of a Keypair. Changing this replaces the server. */
    keyName: pulumi.Input<string>;
    /**
     * The network interfaces, at least one. Changing these replaces the server. If a port or a fixed IP is set, the old server is
     * deleted first.
     */
    networks: pulumi.Input<AtLeastOne<pulumi.Input<NetworkArgs>>>;
    /**
     * The availability zone, for example `kr-pub-a`. Changing this replaces the server.
     *
     * @default chosen by the cloud
     */
    availabilityZone?: pulumi.Input<string | undefined>;
    /**
     * The names or ids of security groups. Can be changed in place.
     *
     * @default `default` for a new server; an existing server keeps its groups
     */
    securityGroups?: pulumi.Input<pulumi.Input<string>[] | undefined>;
    /**
     * How to treat security groups that are not listed: `additive` ignores them, `exclusive` removes them on the next `up` and
     * does not allow a SecurityGroupAssignment on this server. Can be changed in place.
     *
     * @default "additive"
     */
    securityGroupsMode?: pulumi.Input<"additive" | "exclusive" | undefined>;
    /**
     * A script or cloud-init configuration to run at first boot, in plain text: at most 65,535 bytes in base64 (49,149 bytes of
     * text). Stored as a secret. Changing this replaces the server.
     *
     * @secret
     */
    userData?: pulumi.Input<string | undefined>;
    /**
     * User data in base64. Mutually exclusive with `userData`. Changing this replaces the server.
     *
     * @secret
     */
    userDataBase64?: pulumi.Input<string | undefined>;
    /**
     * Whether changing the user data replaces the server. If `false`, it only applies to the next server.
     *
     * @default true
     */
    userDataReplaceOnChange?: pulumi.Input<boolean | undefined>;
    /**
     * Metadata. Keys and values have at most 255 characters, and keys only letters, digits, spaces and `-_:.`. Keys reserved by
     * the cloud, such as `os_type`, are not allowed. Can be changed in place.
     */
    metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * How to treat metadata keys that are not listed: `additive` ignores them, `exclusive` removes them on the next `up`. The
     * cloud's own keys are never removed. Can be changed in place.
     *
     * @default "additive"
     */
    metadataMode?: pulumi.Input<"additive" | "exclusive" | undefined>;
    /** The disks. Required for flavors without a local disk, which are all but U2. Changing these replaces the server. */
    blockDevices?: pulumi.Input<pulumi.Input<BlockDeviceArgs>[] | undefined>;
    /**
     * The power state of the server. `shelved` (the guide's "terminate") keeps the disks and releases the host. Can be changed in
     * place.
     *
     * @default "active"
     */
    powerState?: pulumi.Input<"active" | "stopped" | "shelved" | undefined>;
    /** Any text. Changing this reboots the server. */
    rebootTrigger?: pulumi.Input<string | undefined>;
    /**
     * The type of reboot: `SOFT` shuts down the operating system first, `HARD` power-cycles the server.
     *
     * @default "SOFT"
     */
    rebootType?: pulumi.Input<"SOFT" | "HARD" | undefined>;
    /**
     * Disk partitioning on create and resize.
     *
     * @default "MANUAL" on NHN Cloud
     */
    diskConfig?: pulumi.Input<"MANUAL" | "AUTO" | undefined>;
    /** The id of the placement policy (server group) to create the server in. Changing this replaces the server. */
    placementPolicyId?: pulumi.Input<string | undefined>;
    /**
     * Whether to stop a running server before it is deleted.
     *
     * @default false
     */
    stopBeforeDelete?: pulumi.Input<boolean | undefined>;
}

/** A list that is not empty. Where it is written as `[]`, its items have the type `never`, which not even `any` is assignable to. */
export interface AtLeastOne<T> extends Array<T> {
    // biome-ignore lint/suspicious/noExplicitAny: it is all about what `any` is assignable to.
    indexOf: (item: any, from?: number) => number;
}

/** A network interface. At least one of its properties is required. */
export interface NetworkArgs {
    /** The id of the network (VPC). */
    uuid?: pulumi.Input<string | undefined>;
    /** The id of the subnet. */
    subnet?: pulumi.Input<string | undefined>;
    /** The id of an existing port, which keeps its security groups until `securityGroups` adds more. */
    port?: pulumi.Input<string | undefined>;
    /** The IP address. */
    fixedIp?: pulumi.Input<string | undefined>;
}

/** A disk of a server. */
export interface BlockDeviceArgs {
    /** What to create the disk from. `volume` uses an existing volume. */
    sourceType: pulumi.Input<"image" | "volume" | "snapshot" | "blank">;
    /**
     * The id of the image, volume or snapshot. Not allowed for `blank`.
     *
     * @default `imageId`, for a root disk from an image
     */
    uuid?: pulumi.Input<string | undefined>;
    /** `local` for U2 flavors, `local` or `volume` for GPU flavors, `volume` for all others. */
    destinationType: pulumi.Input<"local" | "volume">;
    /** The boot order: 0 for the root disk, -1 for a disk that is never booted from. */
    bootIndex: pulumi.Input<number>;
    /** The size in GB. Required if a volume is created. */
    volumeSize?: pulumi.Input<number | undefined>;
    /** The volume type, for example `General SSD`. */
    volumeType?: pulumi.Input<string | undefined>;
    /** The key to encrypt the disk with, for a new volume of an encrypted `volumeType`. On NHN Cloud only. */
    encryption?: pulumi.Input<EncryptionArgs | undefined>;
    /** The device name, for example `vda`. */
    deviceName?: pulumi.Input<string | undefined>;
    /**
     * Whether to delete the disk with the server.
     *
     * @default false
     */
    deleteOnTermination?: pulumi.Input<boolean | undefined>;
}

/** An address of a server. */
export interface ServerAddress {
    /** The name of the network. */
    network: string;
    /** The IP address. */
    address: string;
    /** `fixed` or `floating`. */
    type: string;
    /** The MAC address of its network interface. */
    mac: string;
    /** 4 or 6. */
    version: number;
}

/** The whole list is a secret if one of the disks has, or may have, an appkey. */
export function secretDevices({ blockDevices }: Pick<AllServerArgs, "blockDevices">): "blockDevices"[] {
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
 * A server (the guide's "Instance"). A create waits until it is `ACTIVE`, a delete until it no longer exists. Its id is the UUID
 * of the server.
 *
 * ```ts
 * import { getFlavorOutput, getImageOutput, Keypair, Server } from "pulumi-nhncloud";
 *
 * const image = getImageOutput({ namePrefix: "Ubuntu Server 24.04", mostRecent: true });
 * const keypair = new Keypair("access");
 * const web = new Server("web", {
 *     imageId: image.id,
 *     flavorId: getFlavorOutput({ name: "m2.c1m2" }).id,
 *     keyName: keypair.id,
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 *     blockDevices: [{ sourceType: "image", destinationType: "volume", bootIndex: 0, volumeSize: 20 }],
 *     securityGroups: ["default"],
 * });
 * export const address = web.accessIp;
 * ```
 *
 * A server that keeps its address when it is replaced, runs a script at first boot, and may take an hour to build:
 *
 * ```ts
 * import { FloatingIp, Server } from "pulumi-nhncloud";
 *
 * const bastion = new Server("bastion", {
 *     imageId: "9956f822-29c9-4f81-9410-0c392d9c8c24",
 *     flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *     keyName: "access",
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 *     userData: "#!/bin/sh\napt-get update",
 *     metadata: { role: "bastion" },
 *     timeouts: { create: 3600 },
 * });
 * new FloatingIp("bastion", { serverId: bastion.id });
 * ```
 */
export class Server extends CloudResource {
    /** The name of the server. */
    declare public readonly name: pulumi.Output<string>;
    /** The id of the image that it was booted from; undefined without one. */
    declare public readonly imageId: pulumi.Output<string | undefined>;
    /** The id of its flavor. */
    declare public readonly flavorId: pulumi.Output<string>;
    /** The name of the keypair that it was created with. */
    declare public readonly keyName: pulumi.Output<string>;
    /** The availability zone, for example `kr-pub-a`. */
    declare public readonly availabilityZone: pulumi.Output<string | undefined>;
    /** The listed security groups that the server has. */
    declare public readonly securityGroups: pulumi.Output<string[] | undefined>;
    /** The listed metadata that the server has. */
    declare public readonly metadata: pulumi.Output<Record<string, string> | undefined>;
    /** `active`, `stopped` or `shelved`. */
    declare public readonly powerState: pulumi.Output<string>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;
    /** For example `ACTIVE`, `SHUTOFF`, `ERROR`. */
    declare public readonly status: pulumi.Output<string>;
    /** Nova's own state, for example `active`, `stopped`. */
    declare public readonly vmState: pulumi.Output<string>;
    /** What the cloud is doing with it, for example `powering-off`; undefined if nothing. */
    declare public readonly taskState: pulumi.Output<string | undefined>;
    /** `on`, `off`, `paused`, `crashed`, `suspended` or `unknown`. */
    declare public readonly power: pulumi.Output<string>;
    /** Its addresses in all networks, fixed and floating. */
    declare public readonly addresses: pulumi.Output<ServerAddress[]>;
    /** The first floating IP, or else the first fixed IP. */
    declare public readonly accessIp: pulumi.Output<string | undefined>;
    /** An opaque id of the host that it runs on; empty while it has none. */
    declare public readonly hostId: pulumi.Output<string>;
    /** The UUIDs of its volumes, including the root volume. */
    declare public readonly attachedVolumeIds: pulumi.Output<string[]>;
    /** When it was created, in UTC: `2026-01-31T12:00:00Z`. */
    declare public readonly created: pulumi.Output<string>;
    /** When it was last changed, in UTC. */
    declare public readonly updated: pulumi.Output<string>;
    /** When it was first started, in UTC; undefined before. */
    declare public readonly launchedAt: pulumi.Output<string | undefined>;
    /** The id of its project. */
    declare public readonly tenantId: pulumi.Output<string>;
    /** The id of the user who created it. */
    declare public readonly userId: pulumi.Output<string>;
    /**
     * All metadata of the server, including the cloud's own. A secret if the argument `metadata` contains an output or
     * `nhncloud:defaultMetadata` is a secret. Not a secret in a `get`.
     */
    declare public readonly allMetadata: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: ServerArgs, options?: pulumi.CustomResourceOptions) {
        const complete = withSecretDefaults(args, options);
        // An output may be a secret.
        const all = holdsOutput(complete.metadata) ? ["allMetadata"] : [];
        super(
            "Server",
            name,
            complete,
            { outputs, secrets: ["userData", "userDataBase64", ...secretDevices(args), ...all] },
            options,
        );
    }

    /** Get an existing server by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<AllServerArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): Server {
        // The other arguments come from the cloud.
        return new this(name, state as ServerArgs, existing(id, options));
    }
}

import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing, withSecretDefaults } from "../cloudResource";
import type { EncryptionArgs } from "../shared/encryption";

/** The arguments of a Volume. */
export interface VolumeArgs extends CommonArgs {
    /**
     * The size in GB, at least that of the snapshot. The API cannot extend a volume, so changing this replaces it with an empty
     * volume, or a new one from the snapshot: **its data is lost**. If the volume was extended in the console, setting its new
     * size does not replace it.
     */
    size: pulumi.Input<number>;
    /**
     * The name of the volume: at most 255 printable characters (no emoji), without leading or trailing whitespace. Can be changed
     * in place.
     *
     * @default the resource's name and seven random hex digits
     */
    name?: pulumi.Input<string | undefined>;
    /** A description, with the same limits as `name`. Can be changed in place. */
    description?: pulumi.Input<string | undefined>;
    /**
     * The name of the volume type, for example `General SSD`; see `getVolumeTypes`. Changing this replaces the volume: **its data
     * is lost**.
     *
     * @default that of the snapshot, or chosen by the cloud
     */
    volumeType?: pulumi.Input<string | undefined>;
    /**
     * The availability zone, for example `kr-pub-a`. A volume can only be attached to servers in its zone. Changing this replaces
     * the volume: **its data is lost**.
     *
     * @default that of the snapshot, or chosen by the cloud
     */
    availabilityZone?: pulumi.Input<string | undefined>;
    /**
     * The id of the snapshot to create the volume from. Changing this replaces the volume: **its data is lost**. Removing it does
     * not.
     */
    snapshotId?: pulumi.Input<string | undefined>;
    /**
     * Metadata. Keys and values have at most 255 characters, and keys only letters, digits, spaces and `-_:.`. Keys that are not
     * listed are ignored. Can be changed in place.
     */
    metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * The key to encrypt the volume with, for an encrypted `volumeType`. On NHN Cloud only. Changing its `keyId` replaces the
     * volume: **its data is lost**.
     *
     * @secret
     */
    encryption?: pulumi.Input<EncryptionArgs | undefined>;
}

const outputs = [
    "size",
    "name",
    "description",
    "volumeType",
    "availabilityZone",
    "snapshotId",
    "metadata",
    "region",
    "status",
    "bootable",
    "encrypted",
] as const;

/**
 * A volume (NHN Cloud's "Block Storage"). A create waits until the volume is `available`, a delete until it no longer exists. Its id
 * is the UUID of the volume.
 *
 * A change that replaces a volume loses its data: Pulumi's `protect` option prevents that. An attached volume is never deleted;
 * the error names the server.
 *
 * ```ts
 * import { Volume, VolumeAttachment } from "pulumi-nhncloud";
 *
 * const data = new Volume("data", {
 *     size: 100,
 *     volumeType: "General SSD",
 *     availabilityZone: "kr-pub-a",
 * });
 * const attachment = new VolumeAttachment("data", {
 *     serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
 *     volumeId: data.id,
 * });
 * export const device = attachment.device;
 * ```
 *
 * An encrypted volume from a snapshot, which no change of the program deletes:
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { Volume } from "pulumi-nhncloud";
 *
 * const config = new pulumi.Config();
 * new Volume(
 *     "records",
 *     {
 *         size: 200,
 *         volumeType: "Encrypted SSD",
 *         snapshotId: config.require("snapshotId"),
 *         encryption: { appkey: config.requireSecret("appkey"), keyId: config.require("keyId") },
 *     },
 *     { protect: true },
 * );
 * ```
 */
export class Volume extends CloudResource {
    /** The size in GB. */
    declare public readonly size: pulumi.Output<number>;
    /** The name of the volume. */
    declare public readonly name: pulumi.Output<string>;
    /** The description; undefined if it has none. */
    declare public readonly description: pulumi.Output<string | undefined>;
    /** The name of the volume type, for example `General SSD`. */
    declare public readonly volumeType: pulumi.Output<string | undefined>;
    /** The availability zone, for example `kr-pub-a`. */
    declare public readonly availabilityZone: pulumi.Output<string | undefined>;
    /** The id of the snapshot that it was created from. */
    declare public readonly snapshotId: pulumi.Output<string | undefined>;
    /** The listed metadata that the volume has. */
    declare public readonly metadata: pulumi.Output<Record<string, string> | undefined>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;
    /** For example `available`, `in-use`. */
    declare public readonly status: pulumi.Output<string>;
    /** Whether a server can boot from it. */
    declare public readonly bootable: pulumi.Output<boolean>;
    /** Whether it is encrypted. */
    declare public readonly encrypted: pulumi.Output<boolean>;

    constructor(name: string, args: VolumeArgs, options?: pulumi.CustomResourceOptions) {
        const complete = withSecretDefaults(args, options);
        super("Volume", name, complete, { outputs, secrets: ["encryption"] }, options);
    }

    /** Get an existing volume by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<VolumeArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): Volume {
        // The other arguments come from the cloud.
        return new this(name, state as VolumeArgs, existing(id, options));
    }
}

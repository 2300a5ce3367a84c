import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing, withSecretDefaults } from "../cloudResource";
import type { EncryptionArgs } from "../shared/encryption";

export interface VolumeArgs extends CommonArgs {
    /**
     * GB; at least the size of the snapshot, where it is made from one. The API cannot extend a volume, so changing this
     * replaces it: the new one is made from nothing or the snapshot again, and the data of the old one are lost. Where it was
     * extended in the console, saying its new size changes nothing.
     */
    size: pulumi.Input<number>;
    /**
     * Name, of at most 255 printable characters (no emoji), without white space at either end. Changed in place.
     *
     * @default the resource's name and seven random hexadecimal digits
     */
    name?: pulumi.Input<string | undefined>;
    /** The same as for a name. Changed in place. */
    description?: pulumi.Input<string | undefined>;
    /**
     * Name of a volume type, for example `General SSD`; `getVolumeTypes` lists them. Changing this replaces the volume.
     *
     * @default the snapshot's, else one that the cloud chooses
     */
    volumeType?: pulumi.Input<string | undefined>;
    /**
     * Availability zone, for example `kr-pub-a`: a volume is attached to servers of its own zone only. Changing this
     * replaces the volume.
     *
     * @default one that the cloud chooses
     */
    availabilityZone?: pulumi.Input<string | undefined>;
    /** Snapshot to make the volume from. Changing this replaces the volume; leaving it out later does not. */
    snapshotId?: pulumi.Input<string | undefined>;
    /**
     * Metadata: keys and values of at most 255 characters; keys of letters, digits, spaces and `-_:.` only. Others that the
     * volume has are left alone. Changed in place.
     */
    metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * Key to encrypt the volume with, for an encrypted `volumeType`; the vendor's only. Changing its `keyId` replaces the
     * volume.
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
 * A volume (the vendor's "Block Storage"). It is there when it is `available`, and gone when the cloud no longer knows it.
 * Its id is the volume's UUID. A change that replaces it loses its data, so the preview is worth a look, and Pulumi's option
 * `protect` refuses it. A volume that is attached is never deleted: the error says to which server.
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
 */
export class Volume extends CloudResource {
    /** GB, as the program says. */
    declare public readonly size: pulumi.Output<number>;
    declare public readonly name: pulumi.Output<string>;
    declare public readonly description: pulumi.Output<string | undefined>;
    declare public readonly volumeType: pulumi.Output<string | undefined>;
    declare public readonly availabilityZone: pulumi.Output<string | undefined>;
    declare public readonly snapshotId: pulumi.Output<string | undefined>;
    /** Those of the arguments. */
    declare public readonly metadata: pulumi.Output<Record<string, string> | undefined>;
    declare public readonly region: pulumi.Output<string>;
    /** For example `available`, `in-use`. */
    declare public readonly status: pulumi.Output<string>;
    declare public readonly bootable: pulumi.Output<boolean>;
    declare public readonly encrypted: pulumi.Output<boolean>;

    constructor(name: string, args: VolumeArgs, options?: pulumi.CustomResourceOptions) {
        const complete = withSecretDefaults(args, options);
        super("Volume", name, complete, { outputs, secrets: ["encryption"] }, options);
    }

    /** Reads an existing volume by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<VolumeArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): Volume {
        // The other arguments come from the cloud.
        return new Volume(name, state as VolumeArgs, existing(id, options));
    }
}

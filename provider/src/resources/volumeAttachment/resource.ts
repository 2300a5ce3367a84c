import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

/** The arguments of a VolumeAttachment. */
export interface VolumeAttachmentArgs extends CommonArgs {
    /** The id of the server. Changing this replaces the attachment; the volume is detached first. */
    serverId: pulumi.Input<string>;
    /** The id of the volume, in the server's availability zone. Changing this replaces the attachment; the volume is detached first. */
    volumeId: pulumi.Input<string>;
    /**
     * Whether to stop a running server while the volume is detached, and start it again afterwards.
     *
     * @default false
     */
    stopBeforeDetach?: pulumi.Input<boolean | undefined>;
}

/**
 * Attaches a volume to a server. A create waits until the volume is `in-use`, a delete until it is `available`. Its id is
 * `serverId/volumeId`.
 *
 * Volumes of one server are attached one at a time; use `dependsOn` if the order of their devices matters. Two attachments of the
 * same pair fail. Renaming an attachment in the program does not detach the volume; to move the volume to another server at
 * the same time, give the new attachment an alias of the old name.
 *
 * ```ts
 * import { VolumeAttachment } from "pulumi-nhncloud";
 *
 * const data = new VolumeAttachment("data", {
 *     serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
 *     volumeId: "a07f71dc-8151-4e7d-a0cc-cd24a3f11113",
 * });
 * export const device = data.device;
 * ```
 *
 * Two volumes whose devices are in this order, and a server that is stopped while one is detached:
 *
 * ```ts
 * import { VolumeAttachment } from "pulumi-nhncloud";
 *
 * const serverId = "4b293d31-ebd5-4a7f-be03-874b90021e54";
 * const data = new VolumeAttachment("data", {
 *     serverId,
 *     volumeId: "a07f71dc-8151-4e7d-a0cc-cd24a3f11113",
 *     stopBeforeDetach: true,
 * });
 * new VolumeAttachment("logs", { serverId, volumeId: "0b3d2c34-6d5f-4b0c-9a4b-6a3d7a5c1c55" }, { dependsOn: data });
 * ```
 */
export class VolumeAttachment extends CloudResource {
    /** The UUID of the server. */
    declare public readonly serverId: pulumi.Output<string>;
    /** The UUID of the volume. */
    declare public readonly volumeId: pulumi.Output<string>;
    /** The device, for example `/dev/vdb`. The operating system may use another name; /dev/disk/by-id is reliable. */
    declare public readonly device: pulumi.Output<string>;
    /** The id of the attachment, which on most clouds is the volume's. */
    declare public readonly attachmentId: pulumi.Output<string>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: VolumeAttachmentArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["serverId", "volumeId", "device", "attachmentId", "region"];
        super("VolumeAttachment", name, args, { outputs }, options);
    }

    /** Get an existing attachment by `serverId/volumeId`. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<VolumeAttachmentArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): VolumeAttachment {
        // The id contains the other arguments.
        return new this(name, state as VolumeAttachmentArgs, existing(id, options));
    }
}

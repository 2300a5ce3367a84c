import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

export interface VolumeAttachmentArgs extends CommonArgs {
    /** Server to attach to; pass a Server's `id`. Changing this replaces the attachment, detaching first. */
    serverId: pulumi.Input<string>;
    /** Volume to attach, in the server's availability zone. Changing this replaces the attachment, detaching first. */
    volumeId: pulumi.Input<string>;
    /**
     * Whether a running server is stopped while the volume is detached, and started again after.
     *
     * @default false
     */
    stopBeforeDetach?: pulumi.Input<boolean | undefined>;
}

/**
 * A volume attached to a server (the guide's "Volume Attachment"). It is there when the volume is `in-use` and listed on
 * the server, and gone when it is listed no more and the volume is `available`. Its id is `serverId/volumeId`.
 * Volumes of one server are attached one after another; `dependsOn` says in which order, where their devices matter.
 * A second attachment of the same pair is refused. An attachment that gets another name in the program stays as it is; to
 * move its volume to another server under another name, give it an alias of the old name.
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
 */
export class VolumeAttachment extends CloudResource {
    declare public readonly serverId: pulumi.Output<string>;
    declare public readonly volumeId: pulumi.Output<string>;
    /** Where the cloud attached it, for example `/dev/vdb`; in the system, /dev/disk/by-id is surer. */
    declare public readonly device: pulumi.Output<string>;
    declare public readonly attachmentId: pulumi.Output<string>;
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: VolumeAttachmentArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["serverId", "volumeId", "device", "attachmentId", "region"];
        super("VolumeAttachment", name, args, { outputs }, options);
    }

    /** Reads an existing attachment by `serverId/volumeId`. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<VolumeAttachmentArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): VolumeAttachment {
        // The other arguments are in the id.
        return new VolumeAttachment(name, state as VolumeAttachmentArgs, existing(id, options));
    }
}

import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

/** The arguments of a ServerImage. */
export interface ServerImageArgs extends CommonArgs {
    /**
     * The id of the server to create an image of. It must be `ACTIVE`, `SHUTOFF`, `SUSPENDED` or `PAUSED`. Changing this replaces
     * the image.
     */
    serverId: pulumi.Input<string>;
    /**
     * The name of the image: at most 255 printable characters (no emoji), without leading or trailing whitespace. Changing this
     * replaces the image. The image of a server that boots from a volume is named `pulumi-nhncloud-` and 32 hex digits until it
     * is active, so that it is found after a lost response or a killed run.
     *
     * @default the resource's name and seven random hex digits
     */
    name?: pulumi.Input<string | undefined>;
    /**
     * Metadata. Keys and values have at most 255 characters, and keys only letters, digits, spaces and `-_:.`. Not allowed for a
     * server that boots from a volume. Changing this replaces the image.
     */
    metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * Whether to stop a running server while the image is created, so that its disk is consistent, and start it again afterwards.
     * A cancelled run starts the server, but does not wait for it.
     *
     * @default false
     */
    stopServer?: pulumi.Input<boolean | undefined>;
}

/**
 * An image of a server: of its local disk with U2 flavors, and of its root volume with all others. A create waits until it is
 * `active`. Its id is the UUID of the image.
 *
 * Changes of the server do not affect the image; only a change of its arguments creates a new one. `adoptExisting` only adopts
 * images of the project, never public or shared ones.
 *
 * ```ts
 * import { ServerImage } from "pulumi-nhncloud";
 *
 * const golden = new ServerImage("golden", {
 *     serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
 *     stopServer: true,
 * });
 * export const imageId = golden.imageId;
 * ```
 *
 * An image for each release, from which the next servers boot:
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { Server, ServerImage } from "pulumi-nhncloud";
 *
 * const release = new pulumi.Config().require("release");
 * const image = new ServerImage(`release-${release}`, { serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54" });
 * new Server("web", {
 *     imageId: image.id,
 *     flavorId: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
 *     keyName: "access",
 *     networks: [{ subnet: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
 * });
 * ```
 */
export class ServerImage extends CloudResource {
    /** Unknown in a `get`. */
    declare public readonly serverId: pulumi.Output<string | undefined>;
    /** The name of the image. */
    declare public readonly name: pulumi.Output<string>;
    /** Same as the id. */
    declare public readonly imageId: pulumi.Output<string>;
    /** For example `active`. */
    declare public readonly status: pulumi.Output<string>;
    /** The minimum disk size in GB. */
    declare public readonly minDisk: pulumi.Output<number>;
    /** The size in bytes. */
    declare public readonly size: pulumi.Output<number | undefined>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: ServerImageArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["serverId", "name", "imageId", "status", "minDisk", "size", "region"];
        super("ServerImage", name, args, { outputs }, options);
    }

    /** Get an existing image by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<ServerImageArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): ServerImage {
        // The cloud does not know the other arguments.
        return new this(name, state as ServerImageArgs, existing(id, options));
    }
}

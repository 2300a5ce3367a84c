import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

export interface ServerImageArgs extends CommonArgs {
    /**
     * Server to make the image of, `ACTIVE`, `SHUTOFF`, `SUSPENDED` or `PAUSED`; pass a Server's `id`. Changing this
     * replaces the image.
     */
    serverId: pulumi.Input<string>;
    /**
     * Name, of at most 255 printable characters (no emoji), without white space at either end. Changing this replaces the image. The image of a server that boots from a volume
     * gets it when it is there; until then it is named `pulumi-nhncloud-` and 32 hexadecimal digits, by which it is found
     * again after a lost answer or a killed run.
     *
     * @default the resource's name and seven random hexadecimal digits
     */
    name?: pulumi.Input<string | undefined>;
    /**
     * Metadata: keys and values of at most 255 characters; keys of letters, digits, spaces and `-_:.` only. Not for a server
     * that boots from a volume. Changing this replaces the image.
     */
    metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * Whether a running server is stopped while the image is made, so that its disk is whole, and started again after.
     * A run that is cancelled asks for the start and does not wait for it.
     *
     * @default false
     */
    stopServer?: pulumi.Input<boolean | undefined>;
}

/**
 * An image made of a server (the guide's "Create Instance Image"): of its local disk with U2 instance types, and of its
 * root volume with all others. It is there when it is `active`. Its id is the image's UUID. It stays as the server was:
 * another one is made only where an argument changes. With `adoptExisting`, the project's own image of that name is taken
 * over, never one that is public or that another project shares.
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
 */
export class ServerImage extends CloudResource {
    /** Not known of an image that was read with `get`. */
    declare public readonly serverId: pulumi.Output<string | undefined>;
    declare public readonly name: pulumi.Output<string>;
    /** The same as the id. */
    declare public readonly imageId: pulumi.Output<string>;
    /** For example `active`. */
    declare public readonly status: pulumi.Output<string>;
    /** The smallest disk that it fits on, in GB. */
    declare public readonly minDisk: pulumi.Output<number>;
    /** Bytes. */
    declare public readonly size: pulumi.Output<number | undefined>;
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: ServerImageArgs, options?: pulumi.CustomResourceOptions) {
        const outputs = ["serverId", "name", "imageId", "status", "minDisk", "size", "region"];
        super("ServerImage", name, args, { outputs }, options);
    }

    /** Reads an existing image by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<ServerImageArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): ServerImage {
        // What it was made of is the program's to know.
        return new ServerImage(name, state as ServerImageArgs, existing(id, options));
    }
}

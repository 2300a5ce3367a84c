import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

export interface FloatingIpArgs extends CommonArgs {
    /**
     * Server to connect to; pass a Server's `id`. Its port is looked up: where it has several, the one whose subnet has an
     * internet gateway. Changing this moves the address.
     */
    serverId?: pulumi.Input<string | undefined>;
    /** Port to connect to, instead of `serverId`. Changing this moves the address. */
    portId?: pulumi.Input<string | undefined>;
    /** Which of the port's addresses to connect to, where it has several. Changing this moves the address. */
    fixedIp?: pulumi.Input<string | undefined>;
    /**
     * External network that the address is out of. Changing this replaces the address.
     *
     * @default the region's only external network
     */
    floatingNetworkId?: pulumi.Input<string | undefined>;
    /**
     * Label of at most 64 letters and digits, on NHN Cloud only.
     *
     * @default `pulumi` and 32 hexadecimal digits, by which the address is found again after a lost answer or a killed run
     */
    label?: pulumi.Input<string | undefined>;
    /**
     * Whether the cloud refuses to delete the address, on NHN Cloud only. Before such an address can leave the program, an
     * update has to set this to `false`.
     *
     * @default false
     */
    deleteProtection?: pulumi.Input<boolean | undefined>;
}

/**
 * A public address, connected to a server or a port, or kept for later where neither is given. It is there when it is
 * `ACTIVE` and the server lists it. Its id is its UUID. It moves to another server in place, also where that replaces the
 * first one, and two addresses of a program may change places. With `adoptExisting`, the only address of that `label` is
 * taken over.
 *
 * ```ts
 * import { FloatingIp } from "pulumi-nhncloud";
 *
 * const publicIp = new FloatingIp("web", { serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54" });
 * export const address = publicIp.address;
 * ```
 */
export class FloatingIp extends CloudResource {
    declare public readonly serverId: pulumi.Output<string | undefined>;
    /** Undefined while it is not connected. */
    declare public readonly portId: pulumi.Output<string | undefined>;
    /** The address behind it; undefined while it is not connected. */
    declare public readonly fixedIp: pulumi.Output<string | undefined>;
    declare public readonly floatingNetworkId: pulumi.Output<string>;
    declare public readonly label: pulumi.Output<string | undefined>;
    declare public readonly deleteProtection: pulumi.Output<boolean | undefined>;
    /** The public address. */
    declare public readonly address: pulumi.Output<string>;
    /** `ACTIVE`, `DOWN` (not connected) or `ERROR`. */
    declare public readonly status: pulumi.Output<string>;
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: FloatingIpArgs = {}, options?: pulumi.CustomResourceOptions) {
        const outputs = [
            "serverId",
            "portId",
            "fixedIp",
            "floatingNetworkId",
            "label",
            "deleteProtection",
            "address",
            "status",
            "region",
        ];
        super("FloatingIp", name, args, { outputs }, options);
    }

    /** Reads an existing address by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<FloatingIpArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): FloatingIp {
        return new FloatingIp(name, state, existing(id, options));
    }
}

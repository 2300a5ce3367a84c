import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

/** The arguments of a FloatingIp: it is connected to a server or to a port, not to both. */
export type FloatingIpArgs = AllFloatingIpArgs & ({ portId?: undefined } | { serverId?: undefined });

/** All that a FloatingIp takes; some exclude each other. */
export interface AllFloatingIpArgs extends CommonArgs {
    /**
     * Server to connect it to; pass a Server's `id`. If the server has several ports, the one whose subnet has an internet
     * gateway is used. Mutually exclusive with `portId`. Changing this moves the floating IP.
     */
    serverId?: pulumi.Input<string | undefined>;
    /** Port to connect it to. Mutually exclusive with `serverId`. Changing this moves the floating IP. */
    portId?: pulumi.Input<string | undefined>;
    /** The fixed IP of the port to connect it to, if the port has several. Changing this moves the floating IP. */
    fixedIp?: pulumi.Input<string | undefined>;
    /**
     * External network to allocate it from. Changing this replaces the floating IP.
     *
     * @default the only external network of the region
     */
    floatingNetworkId?: pulumi.Input<string | undefined>;
    /**
     * Label of at most 64 letters and digits. NHN Cloud only.
     *
     * @default `pulumi` and 32 hexadecimal digits, which identify it after a lost response or a killed run
     */
    label?: pulumi.Input<string | undefined>;
    /**
     * Whether it is protected from deletion. To delete a protected floating IP, set this to `false` and update first. NHN Cloud
     * only.
     *
     * @default false
     */
    deleteProtection?: pulumi.Input<boolean | undefined>;
}

/**
 * A floating IP, connected to a server or a port, or reserved if neither is set. A create waits until it is `ACTIVE` and in the
 * server's addresses, a delete disconnects it first. Its id is its UUID. It keeps its address when it moves to another server, for
 * example to the one that replaces the first, and two floating IPs can swap servers in one update. With `adoptExisting`, the only
 * floating IP with the same `label` is adopted.
 *
 * ```ts
 * import { FloatingIp } from "pulumi-nhncloud";
 *
 * const publicIp = new FloatingIp("web", { serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54" });
 * export const address = publicIp.address;
 * ```
 *
 * A reserved address that cannot be deleted by mistake, found again by its label:
 *
 * ```ts
 * import { FloatingIp } from "pulumi-nhncloud";
 *
 * const reserved = new FloatingIp("mail", { label: "mail", deleteProtection: true, adoptExisting: true });
 * export const mailAddress = reserved.address;
 * ```
 */
export class FloatingIp extends CloudResource {
    /** The server that it is connected to; undefined if `serverId` is not set. */
    declare public readonly serverId: pulumi.Output<string | undefined>;
    /** Undefined if it is not connected. */
    declare public readonly portId: pulumi.Output<string | undefined>;
    /** The fixed IP it is connected to; undefined if it is not connected. */
    declare public readonly fixedIp: pulumi.Output<string | undefined>;
    /** The id of the external network that it was allocated from. */
    declare public readonly floatingNetworkId: pulumi.Output<string>;
    /** The label; undefined on OpenStack. */
    declare public readonly label: pulumi.Output<string | undefined>;
    /** Whether it is protected from deletion; undefined on OpenStack. */
    declare public readonly deleteProtection: pulumi.Output<boolean | undefined>;
    /** The public address. */
    declare public readonly address: pulumi.Output<string>;
    /** `ACTIVE`, `DOWN` (not connected) or `ERROR`. */
    declare public readonly status: pulumi.Output<string>;
    /** The region that it is in, for example `KR1`. */
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

    /** Get an existing floating IP by its UUID. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state: Pick<AllFloatingIpArgs, "region"> = {},
        options?: pulumi.CustomResourceOptions,
    ): FloatingIp {
        return new this(name, state, existing(id, options));
    }
}

import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

export interface KeypairArgs extends CommonArgs {
    /**
     * Name, of at most 255 letters, digits, spaces, `_` and `-`. Changing this replaces the keypair.
     *
     * @default the resource's name and seven random hexadecimal digits
     */
    name?: pulumi.Input<string | undefined>;
    /**
     * Public key to register, in OpenSSH format. Changing this, leaving it out or giving it later updates the keypair in
     * place: the old key is deleted and the new one registered under the same name, and the servers that name it stay.
     * They keep the key that they were made with.
     *
     * @default a pair is generated (RSA, 2048 bits), whose private half is the output `privateKey`
     */
    publicKey?: pulumi.Input<string | undefined>;
}

/**
 * A keypair for logging in to servers (the guide's "Keypair"). It belongs to the user, not to the project.
 * Its id is its name. A generated pair is made where Pulumi runs: the cloud never sees its private half, which is kept in
 * state as a secret. In the cloud the comment of each key ends in `pulumi-nhncloud-` and 32 hexadecimal digits, by which
 * the stack knows it as its own.
 *
 * ```ts
 * import { Keypair } from "pulumi-nhncloud";
 *
 * const made = new Keypair("access");
 * export const privateKey = made.privateKey;
 *
 * new Keypair("registered", { publicKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB me@example.com" });
 * ```
 */
export class Keypair extends CloudResource {
    declare public readonly name: pulumi.Output<string>;
    /** As it was given; where the pair was generated, in OpenSSH format. */
    declare public readonly publicKey: pulumi.Output<string>;
    /** Only where the pair was generated, in PEM format (PKCS#1), unencrypted; always a secret. */
    declare public readonly privateKey: pulumi.Output<string | undefined>;
    declare public readonly fingerprint: pulumi.Output<string>;
    declare public readonly userId: pulumi.Output<string | undefined>;
    declare public readonly createdAt: pulumi.Output<string | undefined>;
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: KeypairArgs = {}, options?: pulumi.CustomResourceOptions) {
        const outputs = ["name", "publicKey", "privateKey", "fingerprint", "userId", "createdAt", "region"];
        super("Keypair", name, args, { outputs, secrets: ["privateKey"] }, options);
    }

    /** Reads an existing keypair by its name; its private key cannot be read. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state?: Pick<KeypairArgs, "region">,
        options?: pulumi.CustomResourceOptions,
    ): Keypair {
        return new Keypair(name, state, existing(id, options));
    }
}

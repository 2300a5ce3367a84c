import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs, existing } from "../cloudResource";

/** The arguments of a Keypair. */
export interface KeypairArgs extends CommonArgs {
    /**
     * The name of the keypair: at most 255 letters, digits, spaces, `_` and `-`. Changing this replaces the keypair.
     *
     * @default the resource's name and seven random hex digits
     */
    name?: pulumi.Input<string | undefined>;
    /**
     * The public key to register, in OpenSSH format. Changing, adding or removing it updates the keypair in place: the old key
     * is deleted and the new one registered under the same name. Servers that use the keypair are not replaced and keep the
     * key they were created with.
     *
     * @default a key pair is generated (RSA, 2048 bits), with its private key in the output `privateKey`
     */
    publicKey?: pulumi.Input<string | undefined>;
}

/**
 * A keypair for logging in to servers. It belongs to the user, not to the project. Its id is its name.
 *
 * A key pair that is not given is generated where Pulumi runs: the cloud never sees the private key, which is kept in state as
 * a secret. The comment of each key in the cloud ends in `pulumi-nhncloud-` and 32 hex digits, by which the stack recognizes
 * its own keypairs.
 *
 * ```ts
 * import { Keypair } from "pulumi-nhncloud";
 *
 * const made = new Keypair("access");
 * export const privateKey = made.privateKey;
 *
 * new Keypair("registered", { publicKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB me@example.com" });
 * ```
 *
 * A key of your own, registered under a name that servers elsewhere refer to; an existing one of that name is taken over:
 *
 * ```ts
 * import { readFileSync } from "node:fs";
 * import { Keypair } from "pulumi-nhncloud";
 *
 * new Keypair("operators", {
 *     name: "operators",
 *     publicKey: readFileSync("operators.pub", "utf8").trim(),
 *     adoptExisting: true,
 * });
 * ```
 */
export class Keypair extends CloudResource {
    /** The name, which is also the id. */
    declare public readonly name: pulumi.Output<string>;
    /** The public key as given, or the generated one in OpenSSH format. */
    declare public readonly publicKey: pulumi.Output<string>;
    /**
     * The private key of a generated pair, unencrypted in PEM format (PKCS#1). Always a secret.
     *
     * @secret
     */
    declare public readonly privateKey: pulumi.Output<string | undefined>;
    /** The MD5 fingerprint of the public key: 16 pairs of hex digits. */
    declare public readonly fingerprint: pulumi.Output<string>;
    /** The id of the user that it belongs to. */
    declare public readonly userId: pulumi.Output<string | undefined>;
    /** When it was registered, in UTC, as the cloud writes it. */
    declare public readonly createdAt: pulumi.Output<string | undefined>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: KeypairArgs = {}, options?: pulumi.CustomResourceOptions) {
        const outputs = ["name", "publicKey", "privateKey", "fingerprint", "userId", "createdAt", "region"];
        super("Keypair", name, args, { outputs, secrets: ["privateKey"] }, options);
    }

    /** Get an existing keypair by its name. Its private key cannot be read. */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        state?: Pick<KeypairArgs, "region">,
        options?: pulumi.CustomResourceOptions,
    ): Keypair {
        return new this(name, state, existing(id, options));
    }
}

import * as pulumi from "@pulumi/pulumi";
import { type Key, providerKey, type Setting, settings } from "../configuration/settings";
import { checkProperties, type PropertyTable } from "../core/properties";
import { dynamicProviders, type ProviderDoor } from "./doors";

/** The keys of the stack's configuration, without `nhncloud:`. */
export interface ProviderArgs {
    /** The tenant, of NHN Cloud, or of a `token`. */
    tenantId?: pulumi.Input<string | undefined>;
    /** The user, on NHN Cloud an e-mail address. */
    username?: pulumi.Input<string | undefined>;
    /** The API password. Stored as a secret. */
    password?: pulumi.Input<string | undefined>;
    /**
     * The region of resources and functions that have none of their own.
     *
     * @default "KR1"
     */
    region?: pulumi.Input<string | undefined>;
    /**
     * The URL of the Identity API, up to its version: `/v2.0` (NHN Cloud) or `/v3` (Keystone).
     *
     * @default NHN Cloud's public cloud
     */
    authUrl?: pulumi.Input<string | undefined>;
    /** An existing token, instead of a password. Stored as a secret. */
    token?: pulumi.Input<string | undefined>;
    /** The URL of the Compute API. */
    computeUrl?: pulumi.Input<string | undefined>;
    /** The URL of the Image API. */
    imageUrl?: pulumi.Input<string | undefined>;
    /** The URL of the Block Storage API. */
    blockStorageUrl?: pulumi.Input<string | undefined>;
    /** The URL of the Network API. */
    networkUrl?: pulumi.Input<string | undefined>;
    /** A PEM file of CA certificates to trust instead of Node's own. */
    caFile?: pulumi.Input<string | undefined>;
    /** The id of the project, for Keystone v3. */
    projectId?: pulumi.Input<string | undefined>;
    /** The name of the project, instead of its id. */
    projectName?: pulumi.Input<string | undefined>;
    /** The id of the user's domain, instead of its name. */
    userDomainId?: pulumi.Input<string | undefined>;
    /**
     * The name of the user's domain.
     *
     * @default "default"
     */
    userDomainName?: pulumi.Input<string | undefined>;
    /**
     * The id of the domain of the project with that name.
     *
     * @default the user's domain
     */
    projectDomainId?: pulumi.Input<string | undefined>;
    /** The name of that domain, instead of its id. */
    projectDomainName?: pulumi.Input<string | undefined>;
    /** The id of an application credential, instead of a user and password. */
    applicationCredentialId?: pulumi.Input<string | undefined>;
    /** The secret of the application credential. Stored as a secret. */
    applicationCredentialSecret?: pulumi.Input<string | undefined>;
    /** Metadata that all resources get. Must not be a secret. */
    defaultMetadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
    /**
     * The timeout of one request in seconds, at most a week.
     *
     * @default 60
     */
    requestTimeoutSeconds?: pulumi.Input<number | undefined>;
    /**
     * The most requests at a time.
     *
     * @default 10
     */
    maxConcurrentRequests?: pulumi.Input<number | undefined>;
    /**
     * Whether checks read from the cloud.
     *
     * @default true
     */
    preflight?: pulumi.Input<boolean | undefined>;
}

const known: PropertyTable = Object.fromEntries(
    Object.keys(settings).map((key) => [key, { validate: () => {}, onChange: "ignore" }]),
);

/**
 * Other credentials, or another cloud, for a part of a program: for the resources whose option `provider` it is, for all those in
 * a component with it among its `providers`, and for functions. It is configured by its arguments alone: the stack's
 * configuration and the environment do not apply.
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { getFlavorOutput, Keypair, Provider } from "pulumi-nhncloud";
 *
 * const provider = new Provider("partner", {
 *     tenantId: "2b91cd15f2c84fa89d8ef31f0f4d5a5f",
 *     username: "partner@example.com",
 *     password: new pulumi.Config().requireSecret("partnerPassword"),
 *     region: "JP1",
 * });
 * new Keypair("access", {}, { provider });
 * export const flavorId = getFlavorOutput({ name: "m2.c1m2" }, { provider }).id;
 * ```
 */
export class Provider extends pulumi.ProviderResource {
    /** How the engine reaches the code. */
    protected static readonly door: ProviderDoor = dynamicProviders;

    constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
        const { package: ofEngine, prefix, autoNaming, options: ofDoor } = new.target.door;
        const settings = settingsOf(name, args);
        const own: pulumi.Inputs = {
            ...(autoNaming && { "pulumi:autonaming": stackAutoNaming() }),
            [providerKey]: pulumi.createUrn(name, `pulumi:providers:${ofEngine}`, options?.parent),
        };
        const configuration = Object.entries({ ...settings, ...own }).map(([key, value]) => [
            key.replace("nhncloud:", prefix),
            value,
        ]);
        super(ofEngine, name, Object.fromEntries(configuration), pulumi.mergeOptions(options, ofDoor));
        configurations.set(this, pulumi.output({ ...settings, ...own }));
    }
}

type Configuration = pulumi.Output<Readonly<Record<string, string | undefined>>>;

const configurations = new WeakMap<Provider, Configuration>();

/** What its resources are configured with, for the functions, which run in the program. */
export function configurationOf(provider: Provider): Configuration {
    const found = configurations.get(provider);
    if (found) return found;
    throw new pulumi.RunError("provider must be a Provider of pulumi-nhncloud.");
}

function settingsOf(name: string, args: ProviderArgs): pulumi.Inputs {
    const refuse = (text: string) => {
        throw new pulumi.RunError(`Provider '${name}' has a problem: ${text}`);
    };
    checkProperties(known, { ...args }, refuse);
    return argumentsOf(args, refuse);
}

/** Configuration is text. */
function argumentsOf(args: ProviderArgs, refuse: (text: string) => void): pulumi.Inputs {
    const given = (Object.keys(settings) as Key[]).filter((key) => args[key] !== undefined);
    return Object.fromEntries(
        given.map((key) => {
            const { secret }: Setting = settings[key];
            const text = pulumi
                .all([args[key]])
                .apply(([value]) => (typeof value === "string" ? value : JSON.stringify(value)));
            if (secret) return [`nhncloud:${key}`, pulumi.secret(text)];
            // A check adds it to metadata, which would not be a secret.
            return [`nhncloud:${key}`, key === "defaultMetadata" ? notSecret(text, refuse) : text];
        }),
    );
}

/** Its process gets nothing else of the stack's configuration. */
function stackAutoNaming(): string | undefined {
    const textOf = (all: string, key: string) => {
        const value = new pulumi.Config().get(key);
        return value === undefined ? all : JSON.stringify(value).slice(1, -1);
    };
    return new pulumi.Config("pulumi").get("autonaming")?.replace(/\$\{config\.([^}]+)\}/g, textOf);
}

function notSecret(text: pulumi.Output<string>, refuse: (text: string) => void): pulumi.Output<string> {
    const asserted = pulumi.isSecret(text).then((isSecret) => {
        if (isSecret) refuse("defaultMetadata must not be a secret: set metadata of each resource instead.");
    });
    return pulumi.all([text, asserted]).apply(([plain]) => plain);
}

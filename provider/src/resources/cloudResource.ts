import * as pulumi from "@pulumi/pulumi";

export type Kind =
    | "Keypair"
    | "Server"
    | "Volume"
    | "VolumeAttachment"
    | "PlacementPolicy"
    | "SecurityGroupAssignment"
    | "ServerImage"
    | "ServerFleet";

/** What every resource takes besides its own arguments. */
export interface CommonArgs {
    /**
     * Region of the resource, for example `KR1`. Changing this replaces the resource.
     *
     * @default the region it was created in, else `nhncloud:region`
     */
    region?: pulumi.Input<string | undefined>;
    /**
     * Whether to take over what exists under the resource's name instead of making another: also after a run that was
     * killed before it could save what it made. It then belongs to the stack, which changes and deletes it. What would
     * have to be replaced is refused, with the differences. Where nothing exists, it is made.
     *
     * @default false
     */
    adoptExisting?: pulumi.Input<boolean | undefined>;
    /** How many seconds each operation may take, at most 604,800 (a week); Pulumi's own `customTimeouts` never reach a dynamic provider. */
    timeouts?: pulumi.Input<TimeoutsArgs | undefined>;
}

export interface TimeoutsArgs {
    create?: pulumi.Input<number | undefined>;
    update?: pulumi.Input<number | undefined>;
    delete?: pulumi.Input<number | undefined>;
}

/**
 * The code of a resource, as the engine keeps it in state: a pointer to this package's runtime. It is the same text for
 * every version and configuration, so an upgrade changes no resource, and new code also serves old state.
 */
export function pointer(kind: Kind): string {
    return `exports.handler = () => require("pulumi-nhncloud/runtime").v1("${kind}");`;
}

/** Wires a resource to its code; `outputs` names what only the cloud can tell, `secrets` what is never shown. */
export abstract class CloudResource extends pulumi.CustomResource {
    protected constructor(
        kind: Kind,
        name: string,
        args: object,
        { outputs, secrets = [] }: { outputs: readonly string[]; secrets?: string[] },
        options: pulumi.CustomResourceOptions | undefined,
    ) {
        const type = `pulumi-nodejs:dynamic/nhncloud/compute:${kind}`;
        const secretArgs = Object.entries(args).filter(
            ([key, value]) => secrets.includes(key) && value !== undefined,
        );
        super(
            type,
            name,
            {
                ...Object.fromEntries(outputs.map((output) => [output, undefined])),
                ...args,
                ...Object.fromEntries(secretArgs.map(([key, value]) => [key, pulumi.secret(value)])),
                // The protocol brings none of it to the code, which makes up names, shows a status line, asks for the
                // stack's state and looks for what the arguments name.
                __logicalName: name,
                __urn: pulumi.createUrn(name, type, options?.parent),
                __stack: stackName(),
                __replaceOnChanges: options?.replaceOnChanges,
                __provider: pointer(kind),
                ...derived(args, options),
            },
            pulumi.mergeOptions(options, { additionalSecretOutputs: secrets }),
        );
    }
}

/** With its organization, so that no other stack is read in its place; unit tests need not set one. */
function stackName(): string | undefined {
    try {
        return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    } catch {
        return undefined;
    }
}

/** Arguments that may name what another resource of the program makes: in a preview it need not exist yet. */
function derived(args: object, options: pulumi.CustomResourceOptions | undefined): { __derived?: string[] } {
    const isDerived = (value: unknown) => options?.dependsOn !== undefined || holdsOutput(value);
    const names = Object.entries(args).flatMap(([name, value]) => (isDerived(value) ? [name] : []));
    return names.length > 0 ? { __derived: names } : {};
}

export function holdsOutput(value: unknown): boolean {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(holdsOutput);
}

/** The check adds `nhncloud:defaultMetadata` to the metadata as plain text: where those are a secret, the metadata become one. */
export function withSecretDefaults<
    A extends { metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined> },
>(args: A, options: pulumi.CustomResourceOptions | undefined): A {
    const isGet = options?.id !== undefined;
    if (isGet || !isConfigSecret("nhncloud:defaultMetadata")) return args;
    return { ...args, metadata: pulumi.secret(args.metadata ?? {}) };
}

/** The SDK has this function, and keeps it out of its types. */
function isConfigSecret(key: string): boolean {
    const runtime: { isConfigSecret?(key: string): boolean } = pulumi.runtime as object;
    return runtime.isConfigSecret?.(key) ?? false;
}

/** The options of a `get`: an existing thing is read by its id. */
export function existing(
    id: pulumi.Input<pulumi.ID>,
    options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
    return { ...options, id };
}

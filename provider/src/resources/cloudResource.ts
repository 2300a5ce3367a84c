import * as pulumi from "@pulumi/pulumi";
import { type Door, dynamicProvider } from "./doors";

export type Kind =
    | "Keypair"
    | "Server"
    | "Volume"
    | "VolumeAttachment"
    | "PlacementPolicy"
    | "SecurityGroupAssignment"
    | "ServerImage"
    | "ServerFleet"
    | "FloatingIp"
    | "Readiness";

/** Arguments that every resource has. */
export interface CommonArgs {
    /**
     * The region of the resource, for example `KR1`. Changing this replaces the resource.
     *
     * @default the region it was created in, or else `nhncloud:region`
     */
    region?: pulumi.Input<string | undefined>;
    /**
     * Adopt an existing resource of this name instead of creating one. Fails, listing the differences, if it would have to be
     * replaced. An adopted resource belongs to the stack, which then updates and deletes it.
     *
     * @default false
     */
    adoptExisting?: pulumi.Input<boolean | undefined>;
    /** Timeouts of the operations in seconds, at most 604,800 (a week). The option `customTimeouts` does the same. */
    timeouts?: pulumi.Input<TimeoutsArgs | undefined>;
}

/** How long operations may take, in seconds. Each resource has its own defaults, from a minute for a keypair to an hour for an image. */
export interface TimeoutsArgs {
    /** For a create, until the cloud has finished. */
    create?: pulumi.Input<number | undefined>;
    /** For an update, all its steps together. */
    update?: pulumi.Input<number | undefined>;
    /** For a delete, until it no longer exists. */
    delete?: pulumi.Input<number | undefined>;
}

/** Wires a resource to its code; `outputs` are the names of all outputs, `secrets` those that are always secret. */
export abstract class CloudResource extends pulumi.CustomResource {
    /** How the engine reaches the code. */
    protected static readonly door: Door = dynamicProvider;

    protected constructor(
        kind: Kind,
        name: string,
        args: object,
        { outputs, secrets = [] }: { outputs: readonly string[]; secrets?: string[] },
        options: pulumi.CustomResourceOptions | undefined,
    ) {
        const {
            type,
            args: complete,
            hiddenInputs,
            options: ofDoor,
        } = new.target.door(kind, name, args, derived(args, options), options);
        const secretArgs = Object.entries(args).filter(
            ([key, value]) => secrets.includes(key) && value !== undefined,
        );
        const properties = {
            ...Object.fromEntries(outputs.map((output) => [output, undefined])),
            ...complete,
            ...Object.fromEntries(secretArgs.map(([key, value]) => [key, pulumi.secret(value)])),
            ...hiddenInputs,
        };
        const allOptions = pulumi.mergeOptions(ofDoor, { additionalSecretOutputs: secrets });
        const { stackTraceLimit } = Error;
        try {
            if (!tracesPromises) Error.stackTraceLimit = 0;
            super(type, name, properties, allOptions);
        } catch (error) {
            Error.stackTraceLimit = stackTraceLimit;
            if (error instanceof Error) Error.captureStackTrace(error);
            throw error;
        }
        Error.stackTraceLimit = stackTraceLimit;
    }
}

/**
 * The SDK takes four stack traces for each output and shows them only with this variable: they cost more than all else that a
 * program does.
 */
const tracesPromises = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);

/** Arguments that may refer to something another resource of the program creates, and which need not exist yet in a preview. */
function derived(args: object, options: pulumi.CustomResourceOptions | undefined): string[] {
    const isDerived = (value: unknown) => options?.dependsOn !== undefined || holdsOutput(value);
    return Object.entries(args).flatMap(([name, value]) => (isDerived(value) ? [name] : []));
}

export function holdsOutput(value: unknown): boolean {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(holdsOutput);
}

/** If `nhncloud:defaultMetadata` is a secret, makes the metadata one too, since check merges the two. */
export function withSecretDefaults<
    A extends { metadata?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined> },
>(args: A, options: pulumi.CustomResourceOptions | undefined): A {
    const isGet = options?.id !== undefined;
    if (isGet || !isConfigSecret("nhncloud:defaultMetadata")) return args;
    return { ...args, metadata: pulumi.secret(args.metadata ?? {}) };
}

/** The SDK has this function, but not in its types. */
function isConfigSecret(key: string): boolean {
    const runtime: { isConfigSecret?(key: string): boolean } = pulumi.runtime as object;
    return runtime.isConfigSecret?.(key) ?? false;
}

/** The options of a `get`, which reads an existing resource by its id. */
export function existing(
    id: pulumi.Input<pulumi.ID>,
    options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
    return { ...options, id };
}

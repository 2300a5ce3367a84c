import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../resources/provider";

/** Arguments that every function has. */
export interface LookUpArgs {
    /**
     * The region, for example `KR1`.
     *
     * @default `nhncloud:region`
     */
    region?: string | undefined;
}

/** Options that every function has. */
export interface LookUpOptions {
    /**
     * Whose credentials, cloud and region to use.
     *
     * @default those of the stack's configuration
     */
    provider?: Provider | undefined;
}

/** The same arguments as inputs, which may be outputs. */
export type InputsOf<T> = { [K in keyof T]: pulumi.Input<T[K]> };

import type * as pulumi from "@pulumi/pulumi";

/** Arguments that every function has. */
export interface LookUpArgs {
    /**
     * The region, for example `KR1`.
     *
     * @default `nhncloud:region`
     */
    region?: string | undefined;
}

/** The same arguments as inputs, which may be outputs. */
export type InputsOf<T> = { [K in keyof T]: pulumi.Input<T[K]> };

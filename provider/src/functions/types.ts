import type * as pulumi from "@pulumi/pulumi";

/** What every look-up takes besides its own arguments. */
export interface LookUpArgs {
    /**
     * Region to look in, for example `KR1`.
     *
     * @default `nhncloud:region`
     */
    region?: string | undefined;
}

/** The same arguments, each of which may be an output. */
export type InputsOf<T> = { [K in keyof T]: pulumi.Input<T[K]> };

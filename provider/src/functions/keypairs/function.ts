import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs, LookUpOptions } from "../types";
import type { GetKeypairArgs, GetKeypairResult, GetKeypairsResult } from "./types";

/**
 * Get the keypairs of the user. Private keys cannot be read.
 *
 * ```ts
 * import { getKeypairs } from "pulumi-nhncloud";
 *
 * export const names = getKeypairs().then((all) => all.map((keypair) => keypair.name));
 * ```
 */
export function getKeypairs(args: LookUpArgs = {}, options?: LookUpOptions): Promise<GetKeypairsResult[]> {
    return invoke("getKeypairs", args, options);
}

/** {@link getKeypairs} with arguments that may be outputs, returning an output. */
export function getKeypairsOutput(
    args: InputsOf<LookUpArgs> = {},
    options?: LookUpOptions,
): pulumi.Output<GetKeypairsResult[]> {
    return invokeOutput("getKeypairs", args, options);
}

/**
 * Get a keypair by its name. Fails if it does not exist.
 *
 * ```ts
 * import { getKeypair } from "pulumi-nhncloud";
 *
 * export const fingerprint = getKeypair({ name: "access" }).then((keypair) => keypair.fingerprint);
 * ```
 */
export function getKeypair(args: GetKeypairArgs, options?: LookUpOptions): Promise<GetKeypairResult> {
    return invoke("getKeypair", args, options);
}

/** {@link getKeypair} with arguments that may be outputs, returning an output. */
export function getKeypairOutput(
    args: InputsOf<GetKeypairArgs>,
    options?: LookUpOptions,
): pulumi.Output<GetKeypairResult> {
    return invokeOutput("getKeypair", args, options);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs } from "../types";
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
export function getKeypairs(args: LookUpArgs = {}): Promise<GetKeypairsResult[]> {
    return invoke("getKeypairs", args);
}

/** {@link getKeypairs} with arguments that may be outputs, returning an output. */
export function getKeypairsOutput(args: InputsOf<LookUpArgs> = {}): pulumi.Output<GetKeypairsResult[]> {
    return invokeOutput("getKeypairs", args);
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
export function getKeypair(args: GetKeypairArgs): Promise<GetKeypairResult> {
    return invoke("getKeypair", args);
}

/** {@link getKeypair} with arguments that may be outputs, returning an output. */
export function getKeypairOutput(args: InputsOf<GetKeypairArgs>): pulumi.Output<GetKeypairResult> {
    return invokeOutput("getKeypair", args);
}

import type * as pulumi from "@pulumi/pulumi";
import { invoke, invokeOutput } from "../invoke";
import type { InputsOf, LookUpArgs } from "../types";
import type { GetKeypairArgs, GetKeypairResult, GetKeypairsResult } from "./types";

/**
 * The user's keypairs (the guide's "List Keypairs"). Private keys cannot be read.
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

/** {@link getKeypairs}, for arguments that are outputs. */
export function getKeypairsOutput(args: InputsOf<LookUpArgs> = {}): pulumi.Output<GetKeypairsResult[]> {
    return invokeOutput("getKeypairs", args);
}

/**
 * One keypair, by its name (the guide's "Get Keypair"). None is an error.
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

/** {@link getKeypair}, for arguments that are outputs, or to use one of its properties at once. */
export function getKeypairOutput(args: InputsOf<GetKeypairArgs>): pulumi.Output<GetKeypairResult> {
    return invokeOutput("getKeypair", args);
}

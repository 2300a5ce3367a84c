import * as pulumi from "@pulumi/pulumi";
import type { LookUpName } from "../lookUps";

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

/** The one door to the code that asks the cloud: a program that looks nothing up does not load it. */
export async function lookUp<T>(name: LookUpName, args: object): Promise<T> {
    const { lookUpsOfThisRun } = require("../lookUps") as typeof import("../lookUps");
    return (await lookUpsOfThisRun()(name, args)) as T;
}

/** As soon as the arguments are known: in a preview they may not be, and then the answer is not known either. */
export function lookUpOutput<T>(name: LookUpName, args: object): pulumi.Output<T> {
    const answer = pulumi.output(args).apply((known) => lookUp<T>(name, known));
    return answer as pulumi.Output<T>;
}

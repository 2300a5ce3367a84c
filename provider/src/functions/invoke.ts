import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "./handlers";

/** The one door to the code that asks the cloud: a program that looks nothing up does not load it. */
export async function invoke<T>(name: FunctionName, args: object): Promise<T> {
    const { invokeOfThisRun } = require("./handlers") as typeof import("./handlers");
    return (await invokeOfThisRun()(name, args)) as T;
}

/** As soon as the arguments are known: in a preview they may not be, and then the answer is not known either. */
export function invokeOutput<T>(name: FunctionName, args: object): pulumi.Output<T> {
    const answer = pulumi.output(args).apply((known) => invoke<T>(name, known));
    return answer as pulumi.Output<T>;
}

import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "./handlers";

/** Loads the handlers lazily, so that a program without function calls does not load them. */
export async function invoke<T>(name: FunctionName, args: object): Promise<T> {
    const { invokeOfThisRun } = require("./run") as typeof import("./run");
    return (await invokeOfThisRun()(name, args)) as T;
}

/** Calls the function once the arguments are known; if they are unknown in a preview, so is the result. */
export function invokeOutput<T>(name: FunctionName, args: object): pulumi.Output<T> {
    const answer = pulumi.output(args).apply((known) => invoke<T>(name, known));
    return answer as pulumi.Output<T>;
}

import * as pulumi from "@pulumi/pulumi";
import { configurationOf } from "../resources/provider";
import type { FunctionName } from "./handlers";
import type { LookUpOptions } from "./types";

export async function invoke<T>(name: FunctionName, args: object, options?: LookUpOptions): Promise<T> {
    const { provider } = options ?? {};
    if (!provider) return await run(name, args);
    const output = pulumi.unsecret(configurationOf(provider));
    // The SDK has this property, but not in its types.
    const { isKnown } = output as { isKnown?: Promise<boolean> };
    if ((await isKnown) === false) {
        throw new pulumi.RunError(
            `${name} has a problem: an argument of its provider is not known yet: use ${name}Output instead.`,
        );
    }
    const configuration = await new Promise<Values>((resolve) => output.apply(resolve));
    return await run(name, args, { provider, configuration });
}

/** Calls the function once the arguments are known; if they are unknown in a preview, so is the result. */
export function invokeOutput<T>(name: FunctionName, args: object, options?: LookUpOptions): pulumi.Output<T> {
    const { provider } = options ?? {};
    const configuration = provider && pulumi.unsecret(configurationOf(provider));
    const answer = pulumi
        .all([args, configuration])
        .apply(([known, values]) =>
            run<T>(name, known, provider && values && { provider, configuration: values }),
        );
    return answer as pulumi.Output<T>;
}

type Values = Record<string, string | undefined>;

/** Loads the handlers lazily, so that a program without function calls does not load them. */
async function run<T>(
    name: FunctionName,
    args: object,
    explicit?: { provider: object; configuration: Values },
): Promise<T> {
    const { invokeOfThisRun } = require("./run") as typeof import("./run");
    return (await invokeOfThisRun(explicit)(name, args)) as T;
}

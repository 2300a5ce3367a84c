import * as pulumi from "@pulumi/pulumi";
import { pluginToken, resultKey } from "../resources/tokens";
import type { FunctionName } from "./handlers";

/** The same function, answered by the provider plugin. */
export function throughPlugin<F>(name: FunctionName): F {
    const call = async (args: object = {}, options?: pulumi.InvokeOptions) =>
        answerOf(name, await pulumi.runtime.invoke(pluginToken(name), args, options));
    return call as F;
}

/** The same for its form with outputs. */
export function outputThroughPlugin<F>(name: FunctionName): F {
    const call = (args: object = {}, options?: pulumi.InvokeOutputOptions) =>
        pulumi.runtime
            .invokeOutput<object>(pluginToken(name), args, options)
            .apply((answer) => answerOf(name, answer));
    return call as F;
}

function answerOf(name: FunctionName, answer: object): unknown {
    const list: unknown = (answer as Record<string, unknown>)[resultKey(name)];
    return Array.isArray(list) ? list : answer;
}

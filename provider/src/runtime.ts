import type * as pulumi from "@pulumi/pulumi";
import { createRuntime } from "./doors/dynamic";
import { pluginPlatform } from "./platform/platform";
import { handlers } from "./resources/handlers";

let runtime: ReturnType<typeof createRuntime> | undefined;

/**
 * The provider of a kind of resource. The state of every stack refers to this function and its kinds
 * (`require("pulumi-nhncloud/runtime").v1("Server")`), so they must never change.
 */
export function v1(kind: string): pulumi.dynamic.ResourceProvider {
    runtime ??= createRuntime(pluginPlatform(), handlers);
    return runtime(kind);
}

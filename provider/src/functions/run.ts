import * as pulumi from "@pulumi/pulumi";
import { connect } from "../cloud/connect";
import { createInvoke, InvocationError, type Invoke } from "../core/functions";
import { systemPlatform } from "../platform/platform";
import { functionHandlers } from "./handlers";

const invokes = new WeakMap<object, Invoke>();
const withoutStack = {};

/** A process of the Automation API may run several stacks, and a stack may have providers, each with its own configuration. */
export function invokeOfThisRun(explicit?: {
    provider: object;
    configuration: Readonly<Record<string, string | undefined>>;
}): Invoke {
    const configured = explicit?.provider ?? pulumi.runtime.getStackResource() ?? withoutStack;
    const config = new pulumi.Config("nhncloud");
    const get = (key: string) =>
        explicit ? explicit.configuration[key] : config.get(key.replace("nhncloud:", ""));
    const known = invokes.get(configured) ?? createInvoke(connect(systemPlatform(), get), functionHandlers);
    invokes.set(configured, known);
    return async (name, args) => {
        try {
            return await known(name, args);
        } catch (error) {
            // Shown without a stack trace.
            throw error instanceof InvocationError ? new pulumi.RunError(error.message) : error;
        }
    };
}

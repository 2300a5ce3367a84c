import * as pulumi from "@pulumi/pulumi";
import { connect } from "../cloud/connect";
import { createInvoke, InvocationError, type Invoke } from "../core/functions";
import { systemPlatform } from "../platform/platform";
import { functionHandlers } from "./handlers";

const byRun = new WeakMap<object, Invoke>();
const withoutStack = {};

/** A process of the Automation API may run several stacks, each with its own configuration. */
export function invokeOfThisRun(): Invoke {
    const run = pulumi.runtime.getStackResource() ?? withoutStack;
    const config = new pulumi.Config("nhncloud");
    const get = (key: string) => config.get(key.replace("nhncloud:", ""));
    const known = byRun.get(run) ?? createInvoke(connect(systemPlatform(), get), functionHandlers);
    byRun.set(run, known);
    return async (name, args) => {
        try {
            return await known(name, args);
        } catch (error) {
            // Shown without a stack trace.
            throw error instanceof InvocationError ? new pulumi.RunError(error.message) : error;
        }
    };
}

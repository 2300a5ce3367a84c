import type { Actual, Context, ResourceHandler } from "../../core/handler";
import { Failure } from "../../errors/failure";
import { checkCheck, waitUntilReady } from "../shared/readiness";
import { type ReadinessInputs, readinessProperties } from "./properties";

/** Has nothing in the cloud. */
export const readinessHandler: ResourceHandler = {
    properties: readinessProperties,
    timeouts: { create: 600, update: 600, delete: 60 },

    describe: (operation, { host }, id) =>
        operation === "import"
            ? `Importing readiness check of "${id}"`
            : `Checking the readiness of "${host ?? id}"`,

    check: checkCheck,

    async create(context, inputs) {
        const actual = await ready(context, inputs as ReadinessInputs, "timeouts.create");
        return { id: context.randomHex(32), actual };
    },

    async read(_context, _id, state) {
        if (state) return { inputs: {}, outputs: { readyAt: state.readyAt } };
        throw new Failure("it does not exist in the cloud, so it cannot be read", "Create a new one.");
    },

    async update(context, _id, state, inputs, changed) {
        // More time alone is no reason to wait again.
        if (changed.every((name) => name === "timeouts"))
            return { inputs: {}, outputs: { readyAt: state.readyAt } };
        return await ready(context, inputs as ReadinessInputs, "timeouts.update");
    },

    async delete() {},
};

async function ready(context: Context, inputs: ReadinessInputs, setting: string): Promise<Actual> {
    await waitUntilReady(context, String(inputs.host), inputs, setting);
    return { inputs: {}, outputs: { readyAt: new Date(context.clock.now()).toISOString() } };
}

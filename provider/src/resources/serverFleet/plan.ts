import type { Context } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure } from "../../errors/failure";
import type { FleetInputs } from "./properties";
import type { Revised } from "./revisions";

/** A fleet to be brought to `inputs`. */
export interface Plan {
    id: string;
    inputs: FleetInputs;
    /** What was desired before. */
    state: Values;
    /** The revisions of `inputs` and of the existing servers: those that do not fit `inputs` are replaced. */
    revised: Revised;
    /** The inputs to change in place; all of them if omitted. */
    touched?: ReadonlySet<string>;
    /** Whether missing servers are created, besides those that replace others. */
    fills: boolean;
    /** The timeout that bounds it. */
    setting: string;
}

/** How many servers there must be, and may be. */
export interface Count {
    least: number;
    most: number;
}

export const keptHint =
    "Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it.";

export function assertGoesOn({ signal }: Pick<Context, "signal">): void {
    if (signal.aborted) throw new Failure("interrupted", keptHint);
}

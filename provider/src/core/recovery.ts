import { Failure, messageOf } from "../errors/failure";
import type { Actual, Changes, Context, ResourceHandler } from "./handler";
import { changesOf, type Values } from "./properties";
import type { PendingCreate } from "./stackState";

/** A create that a killed run started, with all that is needed to continue or undo it. */
export interface Interrupted {
    pending: PendingCreate;
    handler: ResourceHandler;
    context: Context;
}

/** Continues what killed runs started for this resource; undefined if nothing fits it now. */
export async function resume(
    interrupted: readonly Interrupted[],
    inputs: Values,
): Promise<{ id: string; actual: Actual } | undefined> {
    let resumed: { from: Interrupted; id: string } | undefined;
    for (const from of interrupted) {
        for (const id of await leftBy(from)) {
            if (!resumed && isResumable(from, inputs)) resumed = { from, id };
            else await discard(from, id);
        }
    }
    if (!resumed) return undefined;
    const { id, from } = resumed;
    const { context, handler, pending } = from;
    context.report("resuming what a killed run started");
    const actual = await handler.recovery?.resume?.(context, id, pending.inputs, inputs);
    if (actual) return { id, actual };
    await discard(from, id);
    return undefined;
}

/** Deletes what killed runs started for resources that are no longer in the program. */
export async function discardAll(interrupted: readonly Interrupted[]): Promise<void> {
    await Promise.all(
        interrupted.map(async (from) => {
            for (const id of await leftBy(from)) await discard(from, id);
        }),
    );
}

/** Ids that no resource in state has. */
async function leftBy({ context, handler, pending }: Interrupted): Promise<string[]> {
    const left: string[] = [];
    for (const id of (await handler.recovery?.find(context, pending.inputs)) ?? [])
        if (!(await context.stack.has(id))) left.push(id);
    return left;
}

function isResumable({ handler, pending: { inputs: begun } }: Interrupted, inputs: Values): boolean {
    const changes: Changes = {
        ...changesOf(handler.properties, begun, inputs),
        deleteBeforeReplace: false,
    };
    const { replace } = handler.diff?.(changes, begun, inputs) ?? changes;
    return handler.recovery?.resume !== undefined && replace.length === 0;
}

async function discard({ context, handler, pending: { inputs } }: Interrupted, id: string): Promise<void> {
    context.report("deleting what a killed run left behind");
    await handler.delete(context, id, inputs).catch((error: unknown) => {
        throw new Failure(
            `could not delete ${id}, left behind by a killed run: ${messageOf(error)}`,
            "Run the command again.",
        );
    });
}

import type { Context } from "../../core/handler";
import { Failure } from "../../errors/failure";

/** An input that cannot change in place, as desired by the program and as it is in the cloud. */
export interface Comparison {
    property: string;
    desired: string | undefined;
    actual: string | undefined;
}

/** Refuses to adopt what would have to be replaced, and lists every difference. */
export function assertAdoptable(what: string, comparisons: readonly Comparison[]): void {
    const differences = comparisons
        .filter(({ desired, actual }) => desired !== undefined && actual !== undefined && desired !== actual)
        .map(
            ({ property, desired, actual }) =>
                `${property} is "${actual}" in the cloud and "${desired}" in the program`,
        );
    if (differences.length === 0) return;
    throw new Failure(
        `${what} cannot be adopted: ${differences.join("; ")}`,
        "Change the program to match, use another name, or omit adoptExisting.",
    );
}

/** The only one of that name that is not in the stack, if any; fails if there are several. */
export async function onlyOutsideStack<T extends { id: string }>(
    { stack }: Pick<Context, "stack">,
    kind: string,
    name: string,
    named: readonly T[],
): Promise<T | undefined> {
    const isInStack = await Promise.all(named.map(({ id }) => stack.has(id)));
    const free = named.filter((_one, index) => !isInStack[index]);
    if (free.length <= 1) return free[0];
    throw new Failure(
        `${free.length} ${kind} are named "${name}": ${free.map(({ id }) => id).join(", ")}`,
        "Rename or delete all but the one to adopt.",
    );
}

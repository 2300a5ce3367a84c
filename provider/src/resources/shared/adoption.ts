import type { Context } from "../../core/handler";
import { Failure } from "../../errors/failure";

/** An input that cannot change in place, as desired by the program and as it is in the cloud. */
export interface Comparison {
    property: string;
    desired: string | undefined;
    actual: string | undefined;
}

/** How a kind finds what a create adopts. */
interface Finders<T> {
    byId(id: string): Promise<T | undefined>;
    /** Outside of the stack. */
    byName(): Promise<T | undefined>;
}

/** What the option `import` names by its id, which must exist, or `adoptExisting` by its name, if it exists. */
export async function findToAdopt<T>(
    { importId, stack }: Pick<Context, "importId" | "stack">,
    { adoptExisting }: { adoptExisting?: boolean | undefined },
    { byId, byName }: Finders<T>,
): Promise<T | undefined> {
    if (importId === undefined) return adoptExisting ? await byName() : undefined;
    if (await stack.has(importId)) throw new Failure("it is already in the stack", "Omit the option import.");
    const found = await byId(importId);
    if (found !== undefined) return found;
    throw new Failure("not found", "Check the id and the region.");
}

/** Refuses to adopt what would have to be replaced, and lists every difference. */
export function assertAdoptable(
    { importId }: Pick<Context, "importId">,
    what: string,
    comparisons: readonly Comparison[],
): void {
    const differences = comparisons
        .filter(({ desired, actual }) => desired !== undefined && actual !== undefined && desired !== actual)
        .map(
            ({ property, desired, actual }) =>
                `${property} is "${actual}" in the cloud and "${desired}" in the program`,
        );
    if (differences.length === 0) return;
    if (importId !== undefined) {
        throw new Failure(
            `${what} cannot be imported: ${differences.join("; ")}`,
            "Change the program to match, or omit the option import.",
        );
    }
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

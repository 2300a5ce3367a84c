import { Failure } from "../runtime/failure";

/** An input that cannot change in place, as the program wants it and as the cloud has it. */
export interface Comparison {
    property: string;
    wanted: string | undefined;
    found: string | undefined;
}

/** Refuses to take over what would have to be replaced, with every difference. */
export function assertAdoptable(what: string, comparisons: readonly Comparison[]): void {
    const differences = comparisons
        .filter(({ wanted, found }) => wanted !== undefined && found !== undefined && wanted !== found)
        .map(
            ({ property, wanted, found }) => `${property} is "${found}" there and "${wanted}" in the program`,
        );
    if (differences.length === 0) return;
    throw new Failure(
        `${what} exists, but cannot be taken over: ${differences.join("; ")}`,
        "Change the program to what is there, give another name, or leave adoptExisting out.",
    );
}

/** The one of that name, if there is one: among several, none can be told to be the one that was meant. */
export function onlyOne<T extends { id: string }>(
    kind: string,
    name: string,
    found: readonly T[],
): T | undefined {
    if (found.length <= 1) return found[0];
    const ids = found.map(({ id }) => id).join(", ");
    throw new Failure(
        `there are ${found.length} ${kind} named "${name}": ${ids}`,
        "Rename or delete all but the one to take over.",
    );
}

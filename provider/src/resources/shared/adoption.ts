import { Failure } from "../../errors/failure";

/** An input that cannot change in place, as the program wants it and as the cloud has it. */
export interface Comparison {
    property: string;
    desired: string | undefined;
    actual: string | undefined;
}

/** Refuses to take over what would have to be replaced, with every difference. */
export function assertAdoptable(what: string, comparisons: readonly Comparison[]): void {
    const differences = comparisons
        .filter(({ desired, actual }) => desired !== undefined && actual !== undefined && desired !== actual)
        .map(
            ({ property, desired, actual }) =>
                `${property} is "${actual}" there and "${desired}" in the program`,
        );
    if (differences.length === 0) return;
    throw new Failure(
        `${what} exists, but cannot be taken over: ${differences.join("; ")}`,
        "Change the program to what is there, give another name, or leave adoptExisting out.",
    );
}

/** The one of that name, if there is one: among several, none can be told to be the one that was meant. */
export function onlyOne(kind: string, name: string, ids: readonly string[]): string | undefined {
    if (ids.length <= 1) return ids[0];
    throw new Failure(
        `there are ${ids.length} ${kind} named "${name}": ${ids.join(", ")}`,
        "Rename or delete all but the one to take over.",
    );
}

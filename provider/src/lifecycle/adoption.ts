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

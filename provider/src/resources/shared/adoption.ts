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

/** The only one of that name, if any; fails if there are several. */
export function onlyOne(kind: string, name: string, ids: readonly string[]): string | undefined {
    if (ids.length <= 1) return ids[0];
    throw new Failure(
        `${ids.length} ${kind} are named "${name}": ${ids.join(", ")}`,
        "Rename or delete all but the one to adopt.",
    );
}

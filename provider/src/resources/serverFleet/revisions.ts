import { isDeepStrictEqual } from "node:util";
import { changesOf, type Values } from "../../core/properties";
import { replacingChanges } from "../server/diff";
import { fleetProperties } from "./properties";

/** By number, the arguments that servers were created with and that cannot change in place. */
export type Revisions = Readonly<Record<number, Values>>;

/** The output that holds them, a secret since it contains user data. */
export const revisionsKey = "__revisions";

/** What a server was created with, and its zone. */
interface Made {
    revision: number;
    availabilityZone?: string | undefined;
}

const immutableNames = Object.entries(fleetProperties)
    .filter(([name, { onChange }]) => onChange === "replace" && name !== "region")
    .map(([name]) => name);

const userDataNames: readonly string[] = ["userData", "userDataBase64"];

function pick(values: Values, names: readonly string[]): Values {
    const given = names.filter((name) => values[name] !== undefined && values[name] !== null);
    return Object.fromEntries(given.map((name) => [name, values[name]]));
}

/** The changes that require a server created with `before`, in that zone, to be replaced. */
export function immutableChanges(
    before: Values,
    desired: Values,
    { availabilityZone }: Pick<Made, "availabilityZone">,
): string[] {
    const changed = changesOf(fleetProperties, before, desired).replace.filter((name) => name !== "region");
    return replacingChanges(changed, { ...before, availabilityZone }, desired).filter(
        (name) => name !== "availabilityZones" || !mayBeIn(availabilityZone, desired),
    );
}

/** A server stays in a zone that is still listed, and in any if none is. */
function mayBeIn(zone: string | undefined, { availabilityZones: listed }: Values): boolean {
    return listed === undefined || (Array.isArray(listed) && listed.includes(zone));
}

/** The state of an earlier version has only the arguments of its own revision. */
export function revisionsOf(state: Values): Revisions {
    const kept = state[revisionsKey] as Revisions | undefined;
    return kept ?? { [Number(state.revision)]: pick(state, immutableNames) };
}

/** Whether a server can stay: only if its arguments are known. */
export function fits(server: Made, revisions: Revisions, desired: Values): boolean {
    const made = revisions[server.revision];
    return made !== undefined && immutableChanges(made, desired, server).length === 0;
}

export interface Revised {
    /** The current revision. */
    revision: number;
    revisions: Revisions;
}

/** The state of a fleet without servers. */
export const unmade: Values = { revision: 0, [revisionsKey]: {} };

/** The revision of `desired`. A number is never reused, even if a killed run used one that is in no state. */
export function revise(state: Values, desired: Values, found: readonly Made[]): Revised {
    const known = accepted(revisionsOf(state), desired);
    const current = Number(state.revision);
    const made = pick(desired, immutableNames);
    if (isDeepStrictEqual(known[current], made)) return { revision: current, revisions: known };
    const revision = Math.max(current, ...found.map((server) => server.revision)) + 1;
    return { revision, revisions: { ...known, [revision]: made } };
}

/** User data that does not replace servers now does not do so later either. */
function accepted(revisions: Revisions, desired: Values): Revisions {
    if (desired.userDataReplaceOnChange !== false) return revisions;
    const others = immutableNames.filter((name) => !userDataNames.includes(name));
    return Object.fromEntries(
        Object.entries(revisions).map(([revision, made]) => [
            revision,
            { ...pick(made, others), ...pick(desired, userDataNames) },
        ]),
    );
}

/** What a state keeps: the current revision and those of the existing servers. */
export function revisionState({ revision, revisions }: Revised, servers: readonly Made[]): Values {
    const living = new Set([revision, ...servers.map((server) => server.revision)]);
    const kept = Object.entries(revisions).filter(([number]) => living.has(Number(number)));
    return { revision, [revisionsKey]: Object.fromEntries(kept) };
}

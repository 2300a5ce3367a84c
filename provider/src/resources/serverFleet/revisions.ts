import { isDeepStrictEqual } from "node:util";
import { changesOf, type Values } from "../../core/properties";
import { replacingChanges } from "../server/diff";
import { fleetProperties } from "./properties";

/** By number, the arguments that its servers were made with and that no server takes in place. */
export type Revisions = Readonly<Record<number, Values>>;

/** Where a state keeps them: as a secret output, since user data is among them. */
const revisionsKey = "__revisions";

/** What a server was made with, and where it is. */
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

/** What would need other servers than those that were made with `before` and are in that zone. */
export function immutableChanges(
    before: Values,
    wanted: Values,
    { availabilityZone }: Pick<Made, "availabilityZone">,
): string[] {
    const changed = changesOf(fleetProperties, before, wanted).replace.filter((name) => name !== "region");
    return replacingChanges(changed, { ...before, availabilityZone }, wanted);
}

/** A state of an earlier version knows only the arguments of its own revision. */
export function revisionsOf(state: Values): Revisions {
    const kept = state[revisionsKey] as Revisions | undefined;
    return kept ?? { [Number(state.revision)]: pick(state, immutableNames) };
}

/** Whether a server can stay as it is: only where it is known what it was made with. */
export function fits(server: Made, revisions: Revisions, wanted: Values): boolean {
    const made = revisions[server.revision];
    return made !== undefined && immutableChanges(made, wanted, server).length === 0;
}

export interface Revised {
    /** Of what is wanted now. */
    revision: number;
    revisions: Revisions;
}

/** A fleet of which nothing was made yet. */
export const unmade: Values = { revision: 0, [revisionsKey]: {} };

/** The revision of `wanted`. A number never means two things, also where a killed run used one that no state knows. */
export function revise(state: Values, wanted: Values, found: readonly Made[]): Revised {
    const known = accepted(revisionsOf(state), wanted);
    const current = Number(state.revision);
    const made = pick(wanted, immutableNames);
    if (isDeepStrictEqual(known[current], made)) return { revision: current, revisions: known };
    const revision = Math.max(current, ...found.map((server) => server.revision)) + 1;
    return { revision, revisions: { ...known, [revision]: made } };
}

/** User data that replace nothing now replace nothing later either. */
function accepted(revisions: Revisions, wanted: Values): Revisions {
    if (wanted.userDataReplaceOnChange !== false) return revisions;
    const others = immutableNames.filter((name) => !userDataNames.includes(name));
    return Object.fromEntries(
        Object.entries(revisions).map(([revision, made]) => [
            revision,
            { ...pick(made, others), ...pick(wanted, userDataNames) },
        ]),
    );
}

/** What a state keeps: the revision of now, and those of the servers that there are. */
export function revisionState({ revision, revisions }: Revised, servers: readonly Made[]): Values {
    const living = new Set([revision, ...servers.map((server) => server.revision)]);
    const kept = Object.entries(revisions).filter(([number]) => living.has(Number(number)));
    return { revision, [revisionsKey]: Object.fromEntries(kept) };
}

import { isDeepStrictEqual } from "node:util";
import { isAmbiguous } from "../api/transport";
import type { FleetServer } from "../resources/serverFleet";
import { Failure, Unfinished } from "../runtime/failure";
import type { Context, Lifecycle } from "../runtime/lifecycle";
import { changesOf, isUnknown, type Values } from "../runtime/properties";
import { assertAdoptable } from "./adoption";
import { type Member, markedServers, membersOf, readMark, serversOf, toState } from "./fleetMembers";
import { checkFleet, countOf, type FleetInputs, fleetProperties, longestPrefix } from "./fleetProperties";
import { Rollout } from "./fleetRollout";
import { namesOfGroups } from "./groups";
import { groupsHeld } from "./heldGroups";
import { forcing } from "./server";
import { askedSoFar, observed } from "./serverChanges";
import { preflightServer } from "./serverChecks";
import { fleetKey, ownMetadata } from "./serverMetadata";
import { type ServerInputs, withServerDefaults } from "./serverProperties";
import { neverRan } from "./serverTransitions";

/** "Create Instance" of the guide, with min_count, max_count and return_reservation_id. */
export const serverFleet: Lifecycle = {
    properties: fleetProperties,
    timeouts: { create: 1800, update: 3600, delete: 1800 },
    // Each request adds digits of its own.
    autoName: { property: "namePrefix", max: longestPrefix, digits: 0 },

    doing: (operation, state, id) => {
        const verbs = { create: "Creating", read: "Reading", update: "Updating", delete: "Deleting" };
        return `${verbs[operation]} fleet "${state.namePrefix ?? id}"`;
    },

    defaults: withServerDefaults,
    check: checkFleet,
    preflight: (cloud, olds, inputs, report) =>
        preflightServer(cloud, withLongestName(olds), withLongestName(inputs), report),

    diff(changes, state, inputs) {
        const rolling = rollsOn(changes.replace, inputs);
        const unfinished = isUnfinished(state, inputs) ? ["servers"] : [];
        return {
            ...changes,
            replace: changes.replace.filter((name) => name === "region"),
            update: [...changes.update, ...rolling, ...unfinished],
        };
    },

    holds: (inputs, made) =>
        groupsHeld(
            inputs,
            serversOf(made?.state ?? {}).map(({ id }) => id),
        ),

    async create(context, values) {
        const inputs = values as FleetInputs;
        const found = inputs.adoptExisting ? await findAdoptable(context, inputs) : undefined;
        const { id, members, revision }: Found = found ?? {
            id: context.randomHex(16),
            members: [],
            revision: 1,
        };
        const plan = { id, inputs, state: inputs, revision, setting: "timeouts.create" };
        const rollout = new Rollout(context, plan);
        try {
            return { id, state: await rollout.run(members) };
        } catch (error) {
            // What may be there all the same bears the mark, and is found by the next up.
            if (!rollout.mayHaveServers && !isAmbiguous(error)) throw error;
            throw new Unfinished(id, await rollout.truth(), error);
        }
    },

    async read({ cloud, warn }, id, state) {
        if (!/^[0-9a-f]{16,}$/.test(id)) {
            throw new Failure(
                `"${id}" is no id of a fleet`,
                `Give the mark in its servers' metadata, ${fleetKey}, up to the colon.`,
            );
        }
        const members = await membersOf(cloud, id, state ?? {});
        if (!state) return existingState(members);
        const inputs = state as FleetInputs & Values;
        if (members.length === 0 && countOf(inputs).least > 0) return undefined;
        for (const { server } of members.filter(({ server }) => server.status === "ERROR"))
            warn(`Server "${server.name}" is in ERROR${server.fault ? `: ${server.fault}` : "."}`);
        const groups = await namesOfGroups(cloud, inputs.securityGroups ?? []);
        return { ...toState(members, Number(state.revision)), ...drift(inputs, members, groups) };
    },

    async update(context, id, state, values) {
        const inputs = values as FleetInputs;
        const members = await membersOf(context.cloud, id, state);
        const rolls = rollsOn(changesOf(fleetProperties, state, values).replace, values).length > 0;
        // A run that was killed may have made servers of a revision that no state knows.
        const latest = Math.max(Number(state.revision), ...members.map(({ revision }) => revision));
        const revision = rolls ? latest + 1 : Number(state.revision);
        const rollout = new Rollout(context, { id, inputs, state, revision, setting: "timeouts.update" });
        try {
            return await rollout.run(members);
        } catch (error) {
            // What some servers lack still is to do for the next up.
            const { namePrefix, rebootTrigger } = state;
            const undone = { ...askedSoFar(state, inputs), namePrefix, rebootTrigger };
            throw new Unfinished(id, { ...(await rollout.truth()), ...undone }, error);
        }
    },

    async delete(context, id, state) {
        const inputs = state as FleetInputs;
        const plan = { id, inputs, state, revision: 0, setting: "timeouts.delete" };
        await new Rollout(context, plan).remove(await membersOf(context.cloud, id, state));
    },
};

/** The changes that a server does not take in place. */
function rollsOn(replacing: readonly string[], { userDataReplaceOnChange }: Values): string[] {
    const kept = userDataReplaceOnChange === false ? ["userData", "userDataBase64"] : [];
    return replacing.filter((name) => name !== "region" && !kept.includes(name));
}

/** Whether an earlier operation, or somebody else, left something to do. */
function isUnfinished(state: Values, inputs: Values): boolean {
    const servers = serversOf(state);
    const { count, minCount, maxCount } = inputs;
    // A name of one server is no name for the fleet, so that it cannot show as drift of namePrefix.
    const isRenamed = ({ name }: FleetServer) => !name.startsWith(`${state.namePrefix}-`);
    const { least, most } = countOf(inputs);
    const isCountKnown = !isUnknown({ count, minCount, maxCount });
    return (
        servers.some(
            (server) => neverRan(server) || isRenamed(server) || server.revision < Number(state.revision),
        ) ||
        (isCountKnown && (servers.length < least || servers.length > most))
    );
}

/** The rules of a server's name hold for the longest that the fleet may make. */
function withLongestName({ namePrefix, ...inputs }: Values): Values {
    return typeof namePrefix === "string" && !isUnknown(namePrefix)
        ? { ...inputs, name: `${namePrefix}-0000-10` }
        : inputs;
}

// Drift.

/** The inputs as the servers have them: where one differs, the whole fleet does. */
function drift(inputs: FleetInputs, members: readonly Member[], groups: ReadonlyMap<string, string>): Values {
    const { flavorId, securityGroups, metadata, powerState } = inputs;
    const wanted: Values = { flavorId, securityGroups, metadata, powerState };
    const shown = members.map(({ server }) => observed(inputs, server, groups));
    const asShown = Object.entries(wanted).map(([key, value]) => {
        const other = shown.find((one) => !isDeepStrictEqual(one[key], value));
        return [key, other ? other[key] : value];
    });
    return { ...Object.fromEntries(asShown), ...countShown(inputs, members.length) };
}

function countShown(inputs: FleetInputs, found: number): Values {
    const { least, most } = countOf(inputs);
    if (found >= least && found <= most) return {};
    if (inputs.count !== undefined) return { count: found };
    return found < least ? { minCount: found } : { maxCount: found };
}

// Taking over.

interface Found {
    id: string;
    members: Member[];
    revision: number;
}

/** The one fleet of that name, if it can become what the program wants without being replaced. */
async function findAdoptable({ cloud }: Context, inputs: FleetInputs): Promise<Found | undefined> {
    const { namePrefix } = inputs;
    const servers = await markedServers(cloud, namePrefix);
    const ids = new Set(servers.map((server) => readMark(server)?.fleetId ?? ""));
    const [id, other] = ids;
    if (id === undefined) return undefined;
    if (other !== undefined) {
        throw new Failure(
            `there are ${ids.size} fleets whose names begin with "${namePrefix}": ${[...ids].join(", ")}`,
            "Give another namePrefix, or leave adoptExisting out.",
        );
    }
    for (const server of servers)
        assertAdoptable(`server "${server.name}" (${server.id})`, forcing(inputs, server));
    const members = await membersOf(cloud, id, { namePrefix });
    return { id, members, revision: Math.max(...members.map(({ revision }) => revision)) };
}

/** A fleet that the program did not make: everything comes from the cloud. */
function existingState(members: readonly Member[]): Values | undefined {
    const [first] = members;
    if (!first) return undefined;
    const { name, flavorId, keyName, imageId, availabilityZone, securityGroups } = first.server;
    const found = {
        namePrefix: name.replace(/-[0-9a-f]{4}(-\d+)?$/, ""),
        count: members.length,
        flavorId,
        keyName,
        imageId,
        availabilityZone,
        securityGroups,
        metadata: ownMetadata({ metadataMode: "exclusive" }, first.server.metadata),
        powerState: "active",
    };
    const { powerState } = observed(found as Partial<ServerInputs>, first.server, new Map());
    return { ...found, powerState, ...toState(members, Math.max(...members.map((one) => one.revision))) };
}

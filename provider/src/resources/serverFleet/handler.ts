import { isDeepStrictEqual } from "node:util";
import type { Server } from "../../api/services/servers";
import { type Actual, type Context, type ResourceHandler, verbs } from "../../core/handler";
import { isUnknown, type Values } from "../../core/properties";
import { Failure, PartialError } from "../../errors/failure";
import { preflightServer } from "../server/checks";
import { immutableDifferences } from "../server/handler";
import { ownMetadata } from "../server/metadata";
import { type ServerInputs, withServerDefaults } from "../server/properties";
import { actualInputs, mergeDesired, othersAmong, touchedBy, unfinishedInputs } from "../server/reconcile";
import { assertAdoptable, type Comparison, findToAdopt } from "../shared/adoption";
import { groupsHeld } from "../shared/groupHoldings";
import { namesOfGroups } from "../shared/groupNames";
import { fleetKey } from "../shared/marks";
import { failedToBuild, stateFailedToBuild } from "../shared/serverTransitions";
import {
    digitsOf,
    isUnfinished,
    type Member,
    markedServers,
    membersOf,
    prefixOf,
    readMark,
    serversOf,
    toState,
    zoneOf,
} from "./members";
import { checkFleet, countOf, type FleetInputs, fleetProperties, longestPrefix } from "./properties";
import type { FleetServer } from "./resource";
import { fits, immutableChanges, type Revised, revise, revisionsKey, revisionsOf, unmade } from "./revisions";
import { Rollout } from "./rollout";

/** "Create Instance" of the guide, with min_count, max_count and return_reservation_id. */
export const serverFleetHandler: ResourceHandler = {
    properties: fleetProperties,
    timeouts: { create: 1800, update: 3600, delete: 1800 },
    // Each request appends its own digits.
    autoName: { property: "namePrefix", max: longestPrefix, digits: 0 },
    repeats: { [revisionsKey]: Object.keys(fleetProperties) },

    describe: (operation, state, id) => `${verbs[operation]} fleet "${state.namePrefix ?? id}"`,

    defaults: withServerDefaults,
    check: checkFleet,
    preflight: (check) =>
        preflightServer({
            ...check,
            oldInputs: withLongestName(check.oldInputs),
            inputs: withLongestName(check.inputs),
        }),

    diff(changes, state, inputs) {
        const differs = differing(state).some((name) => !changes.update.includes(name));
        const unfinished = differs || isLeftUndone(state, inputs) ? ["servers"] : [];
        return {
            ...changes,
            replace: changes.replace.filter((name) => name === "region"),
            update: [...changes.update, ...rollsOn(state, inputs), ...unfinished],
        };
    },

    holds: (inputs, made) =>
        groupsHeld(
            inputs,
            serversOf(made?.state ?? {}).map(({ id }) => id),
        ),

    async create(context, values) {
        const inputs = values as FleetInputs;
        const found = await findExisting(context, inputs);
        if (found) {
            context.stack.adopt(found.id);
            return { id: found.id, actual: await complete(context, found, inputs, inputs) };
        }
        // By the nonce, the next run finds the servers of a killed run.
        const id = String(inputs.__nonce ?? context.randomHex(32));
        const made = { id, members: [], revised: revise(unmade, inputs, []) };
        return { id, actual: await complete(context, made, inputs, inputs) };
    },

    findExisting: (context, inputs) => findExisting(context, inputs as FleetInputs),

    recovery: {
        async find({ cloud }, { __nonce: id }) {
            const members = await membersOf(cloud, String(id), []);
            return members.length > 0 ? [String(id)] : [];
        },

        async resume(context, id, begun, inputs) {
            const members = await membersOf(context.cloud, id, []);
            const revised = revise({ ...begun, revision: 1 }, inputs, madeOf(members));
            return await complete(context, { id, members, revised }, begun, inputs as FleetInputs);
        },
    },

    async read({ cloud, warn }, id, state) {
        if (!/^[0-9a-f]{16,}$/.test(id)) {
            throw new Failure(
                `"${id}" is not a fleet id`,
                `Use the value of ${fleetKey} in its servers' metadata, up to the colon.`,
            );
        }
        const members = await membersOf(cloud, id, serversOf(state ?? {}), state?.namePrefix as string);
        if (!state) return existing(members);
        const inputs = state as FleetInputs & Values;
        if (members.length === 0 && countOf(inputs).least > 0) return undefined;
        for (const { server } of members.filter(({ server }) => server.status === "ERROR"))
            warn(`Server "${server.name}" is in ERROR${server.fault ? `: ${server.fault}` : "."}`);
        const groups = await namesOfGroups(cloud, inputs.securityGroups ?? []);
        const actual = members.map(({ server }) => actualInputs(inputs, server, groups));
        return {
            inputs: actualOfAll(inputs, actual),
            outputs: {
                ...toState(members),
                ...addedByOthers(inputs, members, groups),
                [differingKey]: differingAmong(actual),
            },
        };
    },

    async update(context, id, state, values, changed) {
        const inputs = values as FleetInputs;
        const members = await membersOf(context.cloud, id, serversOf(state));
        const revised = revise(state, inputs, madeOf(members));
        const renamed = changed.includes("namePrefix") ? ["name"] : [];
        const touched = touchedBy([...changed, ...renamed, ...differing(state)], state);
        const fills =
            isLeftUndone(state, inputs) ||
            members.some(({ server, before }) => failedToBuild(server, before)) ||
            counts.some((name) => touched.has(name));
        const plan = { id, inputs, state, revised, touched, fills, setting: "timeouts.update" };
        const rollout = new Rollout(context, plan);
        try {
            const done = await rollout.run(members);
            const missing = countOf(inputs).least - serversOf(done).length;
            if (missing > 0) context.warn(goneWarning(missing));
            return { inputs: {}, outputs: done };
        } catch (error) {
            const { namePrefix, rebootTrigger } = state;
            throw new PartialError(id, error, {
                inputs: { ...mergeDesired(state, inputs), namePrefix, rebootTrigger },
                outputs: { ...(await rollout.stateAfterFailure()), ...unfinishedInputs(touched) },
            });
        }
    },

    async delete(context, id, state) {
        const plan = {
            id,
            inputs: state as FleetInputs,
            state,
            revised: { revision: 0, revisions: {} },
            fills: false,
            setting: "timeouts.delete",
        };
        await new Rollout(context, plan).remove(await membersOf(context.cloud, id, serversOf(state)));
    },
};

interface Begun {
    id: string;
    members: readonly Member[];
    revised: Revised;
}

/** Creates what is missing of a fleet that is not in state yet. */
async function complete(
    context: Context,
    { id, members, revised }: Begun,
    state: Values,
    inputs: FleetInputs,
): Promise<Actual> {
    const plan = { id, inputs, state, revised, fills: true, setting: "timeouts.create" };
    const rollout = new Rollout(context, plan);
    try {
        return { inputs: {}, outputs: await rollout.run(members) };
    } catch (error) {
        if (!rollout.mayHaveServers) throw error;
        // Servers that were created nevertheless carry the mark, and are found by the next up.
        const outputs = { ...(await rollout.stateAfterFailure()), ...unfinishedInputs() };
        throw new PartialError(id, error, { inputs: {}, outputs });
    }
}

// Changes.

const counts = ["count", "minCount", "maxCount"] as const;

function madeOf(members: readonly Member[]) {
    return members.map((member) => ({ revision: member.revision, availabilityZone: zoneOf(member) }));
}

/** The changes that require some servers to be replaced. */
function rollsOn(state: Values, inputs: Values): string[] {
    const zones = new Set(serversOf(state).map((server) => server.availabilityZone));
    const changes = [...(zones.size > 0 ? zones : [undefined])].flatMap((availabilityZone) =>
        immutableChanges(state, inputs, { availabilityZone }),
    );
    return [...new Set(changes)];
}

function goneWarning(missing: number): string {
    const [exist, them] = missing === 1 ? ["exists", "it"] : ["exist", "them"];
    return `${missing} of its servers no longer ${exist}: the next pulumi up creates ${them} again.`;
}

/** Whether something is left to do, by an earlier operation or after a change elsewhere. */
function isLeftUndone(state: Values, inputs: Values): boolean {
    const servers = serversOf(state);
    const revisions = revisionsOf(state);
    const { count, minCount, maxCount } = inputs;
    // The name of one server cannot show as drift of namePrefix.
    const isRenamed = ({ name }: FleetServer) => digitsOf(name, state.namePrefix) === undefined;
    const { least, most } = countOf(inputs);
    const isCountKnown = !isUnknown({ count, minCount, maxCount });
    return (
        touchedBy([], state).size > 0 ||
        servers.some(
            (server) =>
                stateFailedToBuild({ ...server }) ||
                isUnfinished(server) ||
                isRenamed(server) ||
                !fits(server, revisions, inputs),
        ) ||
        (isCountKnown && (servers.length < least || servers.length > most))
    );
}

/** A server's name is checked at its longest. */
function withLongestName({ namePrefix, ...inputs }: Values): Values {
    return typeof namePrefix === "string" && !isUnknown(namePrefix)
        ? { ...inputs, name: `${namePrefix}-0000-10` }
        : inputs;
}

// Drift.

/** The actual inputs: if one server differs, the whole fleet does. */
function actualOfAll(inputs: FleetInputs, actual: readonly Values[]): Values {
    const { flavorId, securityGroups, metadata, powerState } = inputs;
    const desired: Values = { flavorId, securityGroups, metadata, powerState };
    const entries = Object.entries(desired).map(([key, value]) => {
        const other = actual.find((one) => !isDeepStrictEqual(one[key], value));
        return [key, other ? other[key] : value];
    });
    return { ...Object.fromEntries(entries), ...actualCount(inputs, actual.length) };
}

/** In a state, the inputs that its servers have differently: some of them may have what the program wants next. */
const differingKey = "__differing";

function differing(state: Values): readonly string[] {
    return (state[differingKey] as string[] | undefined) ?? [];
}

function differingAmong([first = {}, ...others]: readonly Values[]): string[] | undefined {
    const { name: _own, ...shared } = first;
    const names = Object.keys(shared).filter((key) =>
        others.some((other) => !isDeepStrictEqual(other[key], shared[key])),
    );
    return names.length > 0 ? names : undefined;
}

/** What others added to the exclusive lists of any server. */
function addedByOthers(
    inputs: FleetInputs,
    members: readonly Member[],
    groups: ReadonlyMap<string, string>,
): Values {
    const servers = members.map(({ server }) => server);
    const [first] = servers;
    if (!first) return {};
    const securityGroups = [...new Set(servers.flatMap((server) => server.securityGroups))];
    const metadata = Object.fromEntries(servers.flatMap((server) => Object.entries(server.metadata)));
    return othersAmong(inputs, { ...first, securityGroups, metadata }, groups);
}

function actualCount(inputs: FleetInputs, found: number): Values {
    const { least, most } = countOf(inputs);
    if (found >= least && found <= most) return {};
    if (inputs.count !== undefined) return { count: found };
    return found < least ? { minCount: found } : { maxCount: found };
}

// Adopting.

async function findExisting(
    context: Context,
    inputs: FleetInputs,
): Promise<(Begun & { name: string }) | undefined> {
    const members = await findToAdopt(context, inputs, {
        async byId(id) {
            const found = await membersOf(context.cloud, id, []);
            return found.length > 0 ? found : undefined;
        },
        byName: () => onlyNamed(context, inputs.namePrefix),
    });
    const [first] = members ?? [];
    if (!members || !first) return undefined;
    const name = prefixOf(first.server.name);
    const desired = inputs.__autoName === undefined ? inputs.namePrefix : undefined;
    assertAdoptable(context, `fleet "${name}"`, [{ property: "namePrefix", desired, actual: name }]);
    for (const { server } of members) {
        const what = `server "${server.name}" (${server.id})`;
        assertAdoptable(context, what, [
            ...immutableDifferences(inputs, server),
            zoneDifference(inputs, server),
        ]);
    }
    // The newest revision is taken to be the current one.
    const latest = Math.max(...members.map(({ revision }) => revision));
    const id = String(readMark(first.server)?.fleetId);
    return { id, name, members, revised: revise({ ...inputs, revision: latest }, inputs, []) };
}

/** The servers of the only fleet with that name prefix that is not in the stack. */
async function onlyNamed(
    { cloud, stack }: Context,
    namePrefix: string,
): Promise<readonly Member[] | undefined> {
    const marked = await markedServers(cloud, namePrefix);
    const named = marked.filter(({ name }) => digitsOf(name, namePrefix) !== undefined);
    const ids: string[] = [];
    for (const id of new Set(named.map((server) => readMark(server)?.fleetId ?? "")))
        if (!(await stack.has(id))) ids.push(id);
    const [id, other] = ids;
    if (id === undefined) return undefined;
    if (other !== undefined) {
        throw new Failure(
            `${ids.length} fleets have the name prefix "${namePrefix}": ${ids.join(", ")}`,
            "Use another namePrefix, or omit adoptExisting.",
        );
    }
    return await membersOf(cloud, id, []);
}

function zoneDifference(
    { availabilityZones: zones }: FleetInputs,
    { availabilityZone: actual }: Server,
): Comparison {
    const isListed = actual !== undefined && zones?.includes(actual);
    return { property: "availabilityZones", desired: isListed ? actual : zones?.join(", "), actual };
}

/** A fleet that was not created by the program: everything comes from the cloud. */
function existing(members: readonly Member[]): Actual | undefined {
    const [first] = members;
    if (!first) return undefined;
    const { name, keyName, imageId, securityGroups } = first.server;
    const [availabilityZone, ...others] = new Set(members.map(zoneOf));
    const zones = [availabilityZone, ...others].sort();
    const metadata = ownMetadata({ metadataMode: "exclusive" }, first.server.metadata);
    const all = { securityGroups, metadata, powerState: "active" } as Partial<ServerInputs>;
    const { name: _ofOneServer, ...inputs } = actualInputs(all, first.server, new Map());
    const revision = Math.max(...members.map((one) => one.revision));
    return {
        inputs: {
            ...inputs,
            namePrefix: prefixOf(name),
            count: members.length,
            keyName,
            imageId,
            ...(others.length > 0 ? { availabilityZones: zones } : { availabilityZone }),
        },
        outputs: { ...toState(members.map((one) => ({ ...one, unfinished: false }))), revision },
    };
}

import type { ServerGroup } from "../../api/services/serverGroups";
import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import { type Actual, type Context, type ResourceHandler, verbs } from "../../core/handler";
import { uniqueName } from "../../core/naming";
import type { Values } from "../../core/properties";
import { Failure, noLongerExists } from "../../errors/failure";
import { assertAdoptable, findToAdopt, onlyOutsideStack } from "../shared/adoption";
import { deleteDuplicates, sendOnce } from "../shared/createOnce";
import { placementPolicyProperties } from "./properties";

/** The only one that NHN Cloud has. */
const policies = ["anti-affinity"];

/** Nova's server group. */
export const placementPolicyHandler: ResourceHandler = {
    properties: placementPolicyProperties,
    timeouts: { create: 120, update: 120, delete: 120 },
    autoName: { property: "name", max: 255, digits: 7 },

    describe: (operation, state, id) => `${verbs[operation]} placement policy "${state.name ?? id}"`,

    async create(context, inputs) {
        const name = String(inputs.name);
        const existing = await findExisting(context, inputs);
        if (existing) {
            context.stack.adopt(existing.id);
            return { id: existing.id, actual: actualOf(existing) };
        }
        const marked = {
            look: (cloud: RegionClient) => lookFor(cloud, inputs),
            traces: `placement policy named "${name}"`,
        };
        const { made, repeated } = await sendOnce(context, {
            ...marked,
            post: () => context.cloud.serverGroups.create(name, policies),
            found: ([group]) => group,
        });
        if (repeated) {
            await deleteDuplicates(context, [made.id], {
                ...marked,
                about: marked.traces,
                remove: (cloud, id) => cloud.serverGroups.delete(id),
            });
        }
        return { id: made.id, actual: actualOf(made) };
    },

    findExisting,

    recovery: {
        find: async ({ cloud }, begun) =>
            uniqueName(begun) !== undefined ? (await named(cloud, begun.name)).map(({ id }) => id) : [],
    },

    async read({ cloud }, id) {
        if (!isUuid(id)) throw new Failure(`"${id}" is not a placement policy id`, "Use the policy's UUID.");
        const found = (await cloud.reads.serverGroups.find(id)) ?? (await cloud.serverGroups.get(id));
        return found && actualOf(found);
    },

    /** Only the timeouts change in place. */
    async update({ cloud }, id) {
        const found = await cloud.serverGroups.get(id);
        if (found) return actualOf(found);
        throw noLongerExists(`placement policy ${id}`);
    },

    async delete({ cloud }, id) {
        await cloud.serverGroups.delete(id);
    },
};

async function named(cloud: RegionClient, name: unknown): Promise<ServerGroup[]> {
    return (await cloud.serverGroups.list()).filter((group) => group.name === name);
}

/** What a request without a response may have created; a name that was given does not tell whose it is. */
async function lookFor(cloud: RegionClient, inputs: Values): Promise<ServerGroup[]> {
    const found = await named(cloud, inputs.name);
    // A policy has no metadata: only a unique name identifies it.
    if (found.length === 0 || uniqueName(inputs) !== undefined) return found;
    throw new Failure("a placement policy of that name exists, which may belong to someone else");
}

async function findExisting(context: Context, inputs: Values): Promise<ServerGroup | undefined> {
    const { cloud } = context;
    const name = inputs.__autoName === undefined ? (inputs.name as string | undefined) : undefined;
    const found = await findToAdopt(context, inputs, {
        byId: (id) => cloud.serverGroups.get(id),
        byName: async () => {
            const groups = await named(cloud, inputs.name);
            return await onlyOutsideStack(context, "placement policies", String(inputs.name), groups);
        },
    });
    if (!found) return undefined;
    const [desired, actual] = [policies, found.policies].map((list) => list.join(", "));
    assertAdoptable(context, `placement policy "${found.name}" (${found.id})`, [
        { property: "name", desired: name, actual: found.name },
        { property: "policies", desired, actual },
    ]);
    return found;
}

function actualOf({ name, policies, members }: ServerGroup): Actual {
    return { inputs: { name }, outputs: { policies, members } };
}

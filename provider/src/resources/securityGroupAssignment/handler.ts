import { hasCode } from "../../api/errors";
import { isAmbiguous } from "../../api/transport";
import { isUuid } from "../../api/uuid";
import { gone, type Transition, waitFor } from "../../cloud/waiter";
import { type Actual, type Context, type ResourceHandler, unchanged } from "../../core/handler";
import type { Holding } from "../../core/holdings";
import type { Values } from "../../core/properties";
import { Failure, PartialError } from "../../errors/failure";
import { checkReferences } from "../../preflight/references";
import { assertAdoptable, findToAdopt } from "../shared/adoption";
import { nameOfGroup } from "../shared/groupNames";
import { withServerLock } from "../shared/serverLock";
import { isGone, performAction } from "../shared/serverTransitions";
import { securityGroupAssignmentProperties } from "./properties";

interface AssignmentInputs {
    serverId: string;
    securityGroup: string;
}

/** "Add Security Group" and "Delete Security Group" of the guide. */
export const securityGroupAssignmentHandler: ResourceHandler = {
    properties: securityGroupAssignmentProperties,
    timeouts: { create: 300, update: 300, delete: 300 },

    describe: (operation, state, id) => {
        const [serverId, name] = id?.split("/") ?? [state.serverId, state.securityGroup];
        if (!name) return `Reading security group assignment "${id}"`;
        const verbs = {
            create: `Adding security group "${name}" to server ${serverId}`,
            import: `Importing security group "${name}" of server ${serverId}`,
            read: `Reading security group "${name}" of server ${serverId}`,
            update: `Adding security group "${name}" to server ${serverId}`,
            delete: `Removing security group "${name}" from server ${serverId}`,
        };
        return verbs[operation];
    },

    preflight: checkReferences,

    diff: (changes) => ({ ...changes, deleteBeforeReplace: true }),

    holds: (inputs) => ({ all: [holdingOf(inputs as Values & AssignmentInputs)] }),

    async create(context, inputs) {
        const { serverId, securityGroup } = inputs as Values & AssignmentInputs;
        const existing = await this.findExisting?.(context, inputs);
        if (existing) context.stack.adopt(existing.id);
        return await withServerLock(context, serverId, async () => {
            const name = await nameOfGroup(context.cloud, securityGroup);
            const id = `${serverId}/${name}`;
            if (!existing) {
                await add(context, serverId, securityGroup, name).catch((error: unknown) => {
                    // It may have been added nevertheless.
                    throw isAmbiguous(error) ? new PartialError(id, error) : error;
                });
            }
            try {
                await shown(context, serverId, name, "added", "timeouts.create");
            } catch (error) {
                throw new PartialError(id, error);
            }
            return { id, actual: actualOf(serverId, securityGroup) };
        });
    },

    /** A group that the server has already is adopted without being asked for. */
    async findExisting(context, inputs) {
        const { cloud } = context;
        return await findToAdopt(
            context,
            {},
            {
                async byId(id) {
                    const { serverId, name } = partsOf(id);
                    const server = await cloud.servers.get(serverId);
                    if (!server || isGone(server) || !server.securityGroups.includes(name)) return undefined;
                    const group = inputs.securityGroup as string | undefined;
                    const desired = group === undefined ? undefined : await nameOfGroup(cloud, group);
                    assertAdoptable(context, "the assignment", [
                        {
                            property: "serverId",
                            desired: inputs.serverId as string | undefined,
                            actual: serverId,
                        },
                        { property: "securityGroup", desired, actual: name },
                    ]);
                    return { id };
                },
                byName: async () => undefined,
            },
        );
    },

    async read({ cloud }, id, state) {
        const { serverId, name } = partsOf(id);
        const server = await cloud.readServer(serverId);
        if (!server || isGone(server) || !server.securityGroups.includes(name)) return undefined;
        return actualOf(serverId, (state?.securityGroup as string | undefined) ?? name);
    },

    async update(context, id, state, inputs) {
        const { serverId, name } = partsOf(id);
        const { securityGroup } = inputs as Values & AssignmentInputs;
        return await withServerLock(context, serverId, async () => {
            try {
                const server = await context.cloud.servers.get(serverId);
                // The cloud may have removed it again after an earlier run.
                if (server && !isGone(server) && !server.securityGroups.includes(name))
                    await add(context, serverId, securityGroup, name);
                await shown(context, serverId, name, "added", "timeouts.update");
            } catch (error) {
                throw new PartialError(id, error, unchanged(state));
            }
            return actualOf(serverId, securityGroup);
        });
    },

    async delete(context, id, state) {
        const { serverId, name } = partsOf(id);
        const group = (state.securityGroup as string | undefined) ?? name;
        const holder = await context.stack.otherHolder(holdingOf({ serverId, securityGroup: group }));
        if (holder !== undefined) return context.report(`kept for ${holder}`);
        await withServerLock(context, serverId, async () => {
            try {
                await performAction(context, serverId, { removeSecurityGroup: { name: group } });
            } catch (error) {
                if (hasCode(error, "not_found")) return;
                throw error;
            }
            await shown(context, serverId, name, "removed", "timeouts.delete");
        });
    },
};

/** Neutron accepts any visible name. */
const groupName = /^(?!\s*$)\P{Cc}{1,255}$/u;
function holdingOf({ serverId, securityGroup }: AssignmentInputs): Holding {
    return { what: "security group", serverId, value: securityGroup };
}

/** The group stays as declared in the program, by name or id. */
function actualOf(serverId: string, securityGroup: string): Actual {
    return { inputs: { serverId, securityGroup }, outputs: {} };
}

function partsOf(id: string): { serverId: string; name: string } {
    const [serverId = "", ...rest] = id.split("/");
    const name = rest.join("/");
    if (!isUuid(serverId) || !groupName.test(name)) {
        throw new Failure(
            `"${id}" is not a security group assignment id`,
            "Use SERVER_ID/SECURITY_GROUP_NAME.",
        );
    }
    return { serverId, name };
}

/** Succeeds if the server already has the group, which Nova refuses as a bad request. */
async function add(context: Context, serverId: string, group: string, name: string): Promise<void> {
    try {
        await performAction(context, serverId, { addSecurityGroup: { name: group } });
    } catch (error) {
        if (!hasCode(error, "bad_request")) throw error;
        const server = await context.cloud.servers.get(serverId);
        if (!server?.securityGroups.includes(name)) throw error;
    }
}

const transitions = {
    added: { pending: ["absent"], target: ["present"], wanted: "added" },
    removed: {
        pending: ["present"],
        target: ["absent", gone, "DELETED", "SOFT_DELETED"],
        wanted: "removed",
    },
} as const satisfies Record<string, Transition>;

/** Waits until the server shows the group, or no longer does. */
async function shown(
    context: Context,
    id: string,
    name: string,
    transition: keyof typeof transitions,
    setting: string,
): Promise<void> {
    await waitFor({
        ...context,
        poller: context.cloud.serverPoller,
        id,
        transition: transitions[transition],
        status: (server) => {
            if (isGone(server)) return server.status;
            return server.securityGroups.includes(name) ? "present" : "absent";
        },
        setting,
    });
}

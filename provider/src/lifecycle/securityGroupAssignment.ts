import { hasCode } from "../api/errors";
import { Failure, Unfinished } from "../runtime/failure";
import { type Context, commonProperties, isUuid, type Lifecycle, uuid } from "../runtime/lifecycle";
import { exclusively } from "../runtime/locks";
import { text } from "../runtime/properties";
import { gone, type Transition, waitFor } from "../runtime/wait";
import { checkExistence } from "./existence";
import { nameOfGroup } from "./groups";
import { act, isGone } from "./serverTransitions";

/** "Add Security Group" and "Delete Security Group" of the guide. */
export const securityGroupAssignment: Lifecycle = {
    properties: {
        ...commonProperties,
        serverId: { rule: uuid, required: "the id of a server", onChange: "replace" },
        securityGroup: { rule: text(), required: "the name or id of a security group", onChange: "replace" },
    },
    timeouts: { create: 300, update: 300, delete: 300 },

    doing: (operation, state, id) => {
        const [serverId, name] = id?.split("/") ?? [state.serverId, state.securityGroup];
        if (!name) return `Reading security group assignment "${id}"`;
        const verbs = {
            create: `Adding security group "${name}" to server ${serverId}`,
            read: `Reading security group "${name}" of server ${serverId}`,
            update: `Adding security group "${name}" to server ${serverId}`,
            delete: `Removing security group "${name}" from server ${serverId}`,
        };
        return verbs[operation];
    },

    preflight: checkExistence,

    diff: (changes) => ({ ...changes, deleteBeforeReplace: true }),

    async create(context, inputs) {
        const { serverId, securityGroup } = inputs as { serverId: string; securityGroup: string };
        return await exclusively(context, serverId, async () => {
            const name = await nameOfGroup(context.cloud, securityGroup);
            await add(context, serverId, securityGroup, name);
            const id = `${serverId}/${name}`;
            try {
                await shown(context, serverId, name, "added", "timeouts.create");
            } catch (error) {
                throw new Unfinished(id, {}, error);
            }
            return { id, state: {} };
        });
    },

    async read({ cloud }, id, state) {
        const { serverId, name } = partsOf(id);
        const server = await cloud.servers.get(serverId);
        if (!server || isGone(server) || !server.securityGroups.includes(name)) return undefined;
        return { serverId, securityGroup: state?.securityGroup ?? name };
    },

    async update(context, id, state) {
        const { serverId, name } = partsOf(id);
        try {
            await shown(context, serverId, name, "added", "timeouts.update");
        } catch (error) {
            throw new Unfinished(id, state, error);
        }
        return {};
    },

    async delete(context, id, state) {
        const { serverId, name } = partsOf(id);
        await exclusively(context, serverId, async () => {
            try {
                const group = (state.securityGroup as string | undefined) ?? name;
                await act(context, serverId, { removeSecurityGroup: { name: group } });
            } catch (error) {
                if (hasCode(error, "not_found")) return;
                throw error;
            }
            await shown(context, serverId, name, "removed", "timeouts.delete");
        });
    },
};

/** Neutron takes any name but one that nobody could see. */
const groupName = /^(?!\s*$)\P{Cc}{1,255}$/u;

function partsOf(id: string): { serverId: string; name: string } {
    const [serverId = "", ...rest] = id.split("/");
    const name = rest.join("/");
    if (!isUuid(serverId) || !groupName.test(name)) {
        throw new Failure(`"${id}" is no id of an assignment`, "Give SERVER_ID/SECURITY_GROUP_NAME.");
    }
    return { serverId, name };
}

/** A server that has the group already is what we wanted; Nova calls that a bad request. */
async function add(context: Context, serverId: string, group: string, name: string): Promise<void> {
    try {
        await act(context, serverId, { addSecurityGroup: { name: group } });
    } catch (error) {
        if (!hasCode(error, "bad_request")) throw error;
        const server = await context.cloud.servers.get(serverId);
        if (!server?.securityGroups.includes(name)) throw error;
    }
}

const transitions = {
    added: { pending: ["absent"], target: ["present"] },
    removed: { pending: ["present"], target: ["absent", gone], wanted: "absent" },
} as const satisfies Record<string, Transition>;

/** Until the server shows the group, or no longer. */
async function shown(
    context: Context,
    id: string,
    name: string,
    transition: keyof typeof transitions,
    setting: string,
): Promise<void> {
    await waitFor({
        ...context,
        watcher: context.cloud.serverWatcher,
        id,
        transition: transitions[transition],
        status: (server) => (server.securityGroups.includes(name) ? "present" : "absent"),
        setting,
    });
}

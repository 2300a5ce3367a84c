import type { FloatingIp } from "../../api/services/floatingIps";
import type { Network } from "../../api/services/networks";
import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import { type Context, type ResourceHandler, wasGiven } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure, noLongerExists } from "../../errors/failure";
import { checkReferences } from "../../preflight/references";
import { assertAdoptable, findToAdopt, onlyOutsideStack } from "../shared/adoption";
import { deleteDuplicates, sendOnce } from "../shared/createOnce";
import { deleteDisconnected } from "./connection";
import { markOf, withMark } from "./mark";
import { checkFloatingIp, type FloatingIpInputs, floatingIpProperties } from "./properties";
import { assertOffered, outputsOf, settle, shownLabel } from "./settle";
import { targetOf } from "./target";

const everything = Object.keys(floatingIpProperties);

/** The Floating IP API of the vendor, and OpenStack's. */
export const floatingIpHandler: ResourceHandler = {
    properties: floatingIpProperties,
    timeouts: { create: 600, update: 600, delete: 600 },

    describe: (operation, { address, serverId, portId }, id) => {
        const what = `floating IP ${address ?? id}`;
        const server = serverId === undefined ? "" : ` for server ${serverId}`;
        const verbs = {
            import: `Importing ${what}`,
            create: `Creating a floating IP${server || (portId === undefined ? "" : ` for port ${portId}`)}`,
            read: `Reading ${what}`,
            update: `Updating ${what}`,
            delete: `Deleting ${what}`,
        };
        return verbs[operation];
    },

    check: checkFloatingIp,

    preflight: checkReferences,

    /** A port has only one floating IP. */
    diff: (changes) => ({ ...changes, deleteBeforeReplace: true }),

    async create(context, values) {
        const inputs = values as FloatingIpInputs;
        const { cloud, stack } = context;
        const { api, networks } = await cloud.externalNetworks();
        assertOffered(api, inputs);
        const existing = await findExisting(context, inputs);
        if (existing) {
            stack.adopt(existing.id);
            // What the program does not say stays as it is: a protection, a label, a connection.
            const given = everything.filter((name) => inputs[name] !== undefined);
            const actual = await settle(context, existing, inputs, given, "timeouts.create");
            return { id: existing.id, actual };
        }
        const networkId = inputs.floatingNetworkId ?? onlyNetwork(cloud, networks);
        // Fails before anything is created.
        await targetOf(cloud, inputs);
        const mark = markOf(inputs);
        const marked = api === "vendor" ? { label: mark } : { description: mark };
        const request = {
            look: (region: RegionClient) => withMark(region, mark),
            traces: `floating IP with the ${Object.keys(marked)} ${mark}`,
        };
        const { made, repeated } = await sendOnce(context, {
            ...request,
            post: () => cloud.floatingIps.create(networkId, marked),
            found: ([first]) => first,
        });
        try {
            const actual = await settle(context, made, inputs, everything, "timeouts.create");
            return { id: made.id, actual };
        } finally {
            if (repeated) {
                await deleteDuplicates(context, [made.id], {
                    ...request,
                    about: `floating IP ${made.address}`,
                    remove: (region, id) => region.floatingIps.delete(id),
                });
            }
        }
    },

    findExisting: (context, inputs) => findExisting(context, inputs as FloatingIpInputs),

    async read({ cloud }, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is not a floating IP id`, "Use the floating IP's UUID.");
        const found = (await cloud.reads.floatingIps.find(id)) ?? (await cloud.floatingIps.get(id));
        if (!found) return undefined;
        const { isProtected: deleteProtection } = found;
        if (!state) {
            const { portId, fixedIp, floatingNetworkId } = found;
            const serverId = portId === undefined ? undefined : (await cloud.ports.get(portId))?.serverId;
            const connection = serverId === undefined ? { portId, fixedIp } : { serverId };
            const inputs = {
                ...connection,
                floatingNetworkId,
                label: shownLabel(found),
                // A program need not give the default.
                deleteProtection: deleteProtection || undefined,
            };
            return { inputs, outputs: outputsOf(found) };
        }
        const inputs = {
            ...(wasGiven(state, "serverId") && { serverId: await serverIdOf(cloud, found, state) }),
            ...(wasGiven(state, "label") && { label: shownLabel(found) }),
            ...(wasGiven(state, "deleteProtection") && { deleteProtection }),
        };
        return { inputs, outputs: outputsOf(found) };
    },

    async update(context, id, state, values, changed) {
        const inputs = values as FloatingIpInputs;
        const found = await context.cloud.floatingIps.get(id);
        if (!found) {
            throw noLongerExists(`floating IP ${id}`);
        }
        // A failed run leaves the status undefined.
        const touched = state.status === undefined ? everything : changed;
        return await settle(context, found, inputs, touched, "timeouts.update");
    },

    async delete(context, id) {
        const found = await context.cloud.floatingIps.get(id);
        if (!found) return;
        if (found.isProtected) {
            throw new Failure(
                "it is protected from deletion",
                "Set deleteProtection to false and run pulumi up first, or disable the protection in the console.",
            );
        }
        if (found.portId !== undefined) await context.cloud.floatingIps.update(id, { portId: undefined });
        await deleteDisconnected(context, id);
    },

    recovery: {
        async find(context, begun) {
            const marked = await withMark(context.cloud, markOf(begun));
            const found = marked.length > 0 ? marked : await relabelled(context, begun as FloatingIpInputs);
            return found.map(({ id }) => id);
        },
        async resume(context, id, _begun, values) {
            const found = await context.cloud.floatingIps.get(id);
            const inputs = values as FloatingIpInputs;
            return found && (await settle(context, found, inputs, everything, "timeouts.create"));
        },
    },
};

/** The default of floatingNetworkId. */
function onlyNetwork({ region }: RegionClient, networks: readonly Network[]): string {
    const [network, ...others] = networks;
    if (!network) throw new Failure(`region ${region} has no external network`, "Set floatingNetworkId.");
    if (others.length === 0) return network.id;
    const list = networks.map(({ id, name }) => `${id} ("${name}")`).join(", ");
    throw new Failure(
        `region ${region} has ${networks.length} external networks: ${list}`,
        "Set floatingNetworkId.",
    );
}

async function findExisting(context: Context, inputs: FloatingIpInputs): Promise<FloatingIp | undefined> {
    const { floatingIps } = context.cloud;
    const { label, floatingNetworkId: desired } = inputs;
    const found = await findToAdopt(context, inputs, {
        byId: (id) => floatingIps.get(id),
        async byName() {
            const labelled = (await floatingIps.list()).filter((ip) => ip.label === label);
            return await onlyOutsideStack(context, "floating IPs", String(label), labelled);
        },
    });
    if (!found) return undefined;
    const { address, floatingNetworkId: actual } = found;
    assertAdoptable(context, `floating IP ${address}`, [{ property: "floatingNetworkId", desired, actual }]);
    return found;
}

/** The server it is connected to now; only its port shows it. */
async function serverIdOf(cloud: RegionClient, { portId }: FloatingIp, state: Values): Promise<unknown> {
    if (portId === state.portId) return state.serverId;
    return portId === undefined ? undefined : (await cloud.ports.get(portId))?.serverId;
}

/** Without its mark, it is recognized by its label and the server of the stack that it is connected to. */
async function relabelled({ cloud, stack }: Context, begun: FloatingIpInputs): Promise<FloatingIp[]> {
    const { label, portId } = begun;
    if (label === undefined) return [];
    const port = portId === undefined ? undefined : await cloud.ports.get(portId);
    const serverId = begun.serverId ?? port?.serverId;
    if (serverId === undefined || !(await stack.has(serverId))) return [];
    const ports = port ? [port] : await cloud.ports.ofServer(serverId);
    return (await cloud.floatingIps.list()).filter(
        (ip) => ip.label === label && ports.some(({ id }) => id === ip.portId),
    );
}

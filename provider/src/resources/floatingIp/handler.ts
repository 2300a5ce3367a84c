import type { FloatingIp } from "../../api/services/floatingIps";
import type { Network } from "../../api/services/networks";
import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import { type Context, type ResourceHandler, wasGiven, withGracePeriod } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure, messageOf } from "../../errors/failure";
import { checkReferences } from "../../preflight/references";
import { assertAdoptable, onlyOne } from "../shared/adoption";
import { sendOnce } from "../shared/createOnce";
import { isTimeUp } from "../shared/lostAnswer";
import { deleteDisconnected } from "./connection";
import { markOf, withMark } from "./mark";
import { checkFloatingIp, type FloatingIpInputs, floatingIpProperties } from "./properties";
import { assertOffered, outputsOf, settle, shownLabel } from "./settle";
import { targetOf } from "./target";

const everything = Object.keys(floatingIpProperties);

/** The vendor's "Floating IP", and OpenStack's. */
export const floatingIpHandler: ResourceHandler = {
    properties: floatingIpProperties,
    timeouts: { create: 600, update: 600, delete: 600 },

    describe: (operation, { address, serverId, portId }, id) => {
        const what = `floating IP ${address ?? id}`;
        const server = serverId === undefined ? "" : ` for server ${serverId}`;
        const verbs = {
            create: `Creating a floating IP${server || (portId === undefined ? "" : ` for port ${portId}`)}`,
            read: `Reading ${what}`,
            update: `Updating ${what}`,
            delete: `Deleting ${what}`,
        };
        return verbs[operation];
    },

    check: checkFloatingIp,

    preflight: checkReferences,

    /** A port takes one address. */
    diff: (changes) => ({ ...changes, deleteBeforeReplace: true }),

    async create(context, values) {
        const inputs = values as FloatingIpInputs;
        const { cloud, stack } = context;
        const { api, networks } = await cloud.externalNetworks();
        assertOffered(api, inputs);
        const existing = inputs.adoptExisting ? await findAdoptable(context, inputs) : undefined;
        if (existing) {
            stack.adopt(existing.id);
            const actual = await settle(context, existing, inputs, everything, "timeouts.create");
            return { id: existing.id, actual };
        }
        const networkId = inputs.floatingNetworkId ?? onlyNetwork(cloud, networks);
        // Before there is an address: it may not be found.
        await targetOf(cloud, inputs);
        const mark = markOf(inputs);
        const marked = api === "vendor" ? { label: mark } : { description: mark };
        const { made, repeated } = await sendOnce(context, {
            post: () => cloud.floatingIps.create(networkId, marked),
            look: (region) => withMark(region, mark),
            found: ([first]) => first,
            traces: `floating IPs with the ${Object.keys(marked)} ${mark}`,
        });
        try {
            const actual = await settle(context, made, inputs, everything, "timeouts.create");
            return { id: made.id, actual };
        } finally {
            if (repeated) await deleteTwins(context, made, mark);
        }
    },

    async read({ cloud }, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is no id of a floating IP`, "Give its UUID.");
        const found = await cloud.floatingIps.get(id);
        if (!found) return undefined;
        const { isProtected: deleteProtection } = found;
        if (!state) {
            const { portId, fixedIp, floatingNetworkId } = found;
            const inputs = { portId, fixedIp, floatingNetworkId, label: shownLabel(found), deleteProtection };
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
            throw new Failure(
                `floating IP ${id} is gone from the cloud`,
                "Run pulumi refresh, then pulumi up, to create it again.",
            );
        }
        // An earlier run that failed has left out the status.
        const touched = state.status === undefined ? everything : changed;
        return await settle(context, found, inputs, touched, "timeouts.update");
    },

    async delete(context, id) {
        const found = await context.cloud.floatingIps.get(id);
        if (!found) return;
        if (found.isProtected) {
            throw new Failure(
                "it is protected against deletion",
                "Run pulumi up with deleteProtection: false first, or lift the protection in the console.",
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

/** The network to take an address from, where the program names none. */
function onlyNetwork({ region }: RegionClient, networks: readonly Network[]): string {
    const [network, ...others] = networks;
    if (!network) throw new Failure(`region ${region} has no external network`, "Give floatingNetworkId.");
    if (others.length === 0) return network.id;
    const list = networks.map(({ id, name }) => `${id} ("${name}")`).join(", ");
    throw new Failure(
        `region ${region} has ${networks.length} external networks: ${list}`,
        "Give floatingNetworkId.",
    );
}

/** The one address with that label that no resource of the stack has. */
async function findAdoptable(
    { cloud, stack }: Context,
    { label, floatingNetworkId }: FloatingIpInputs,
): Promise<FloatingIp | undefined> {
    const found: FloatingIp[] = [];
    for (const ip of await cloud.floatingIps.list())
        if (ip.label === label && !(await stack.has(ip.id))) found.push(ip);
    const ids = found.map(({ id }) => id);
    const id = onlyOne("floating IPs", String(label), ids);
    const existing = found.find((ip) => ip.id === id);
    if (existing) {
        const comparison = { desired: floatingNetworkId, actual: existing.floatingNetworkId };
        assertAdoptable(`floating IP ${existing.address}`, [
            { property: "floatingNetworkId", ...comparison },
        ]);
    }
    return existing;
}

/** A request that was taken for lost may have been carried out late. A failure here is no reason to lose what was made. */
async function deleteTwins(context: Context, kept: FloatingIp, mark: string): Promise<void> {
    const cloud = isTimeUp(context) ? withGracePeriod(context) : context.cloud;
    try {
        const twins = (await withMark(cloud, mark)).filter(({ id }) => id !== kept.id);
        await Promise.all(twins.map(({ id }) => cloud.floatingIps.delete(id)));
    } catch (error) {
        context.warn(
            `The request for floating IP ${kept.address} was sent again, and a second one may be left: ${messageOf(error)}. Delete any other with the label or description ${mark}.`,
        );
    }
}

/** The server that it leads to by now, which only its port tells. */
async function serverIdOf(cloud: RegionClient, { portId }: FloatingIp, state: Values): Promise<unknown> {
    if (portId === state.portId) return state.serverId;
    return portId === undefined ? undefined : (await cloud.ports.get(portId))?.serverId;
}

/** With its own label it bears no mark any more: then it is known by that and by the server of this stack that it leads to. */
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

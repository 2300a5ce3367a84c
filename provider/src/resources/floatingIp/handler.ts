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

/** The Floating IP API of the vendor, and OpenStack's. */
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

    /** A port has only one floating IP. */
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
        // Fails before anything is created.
        await targetOf(cloud, inputs);
        const mark = markOf(inputs);
        const marked = api === "vendor" ? { label: mark } : { description: mark };
        const { made, repeated } = await sendOnce(context, {
            post: () => cloud.floatingIps.create(networkId, marked),
            look: (region) => withMark(region, mark),
            found: ([first]) => first,
            traces: `floating IP with the ${Object.keys(marked)} ${mark}`,
        });
        try {
            const actual = await settle(context, made, inputs, everything, "timeouts.create");
            return { id: made.id, actual };
        } finally {
            if (repeated) await deleteTwins(context, made, mark);
        }
    },

    async read({ cloud }, id, state) {
        if (!isUuid(id)) throw new Failure(`"${id}" is not a floating IP id`, "Use the floating IP's UUID.");
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
                `floating IP ${id} no longer exists`,
                "Run pulumi refresh, then pulumi up, to create it again.",
            );
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

/** The only floating IP with that label that is not in the stack. */
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

/** A request whose response was lost may have been carried out late. A failure here must not fail the create. */
async function deleteTwins(context: Context, kept: FloatingIp, mark: string): Promise<void> {
    const cloud = isTimeUp(context) ? withGracePeriod(context) : context.cloud;
    try {
        const twins = (await withMark(cloud, mark)).filter(({ id }) => id !== kept.id);
        await Promise.all(twins.map(({ id }) => cloud.floatingIps.delete(id)));
    } catch (error) {
        context.warn(
            `The request for floating IP ${kept.address} was sent again, and a duplicate may be left: ${messageOf(error)}. Delete any other floating IP with the label or description ${mark}.`,
        );
    }
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

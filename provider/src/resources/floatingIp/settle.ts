import type { FloatingIp, FloatingIpChange } from "../../api/services/floatingIps";
import type { NetworkApi } from "../../api/services/networks";
import { type Actual, type Context, withGracePeriod } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure, PartialError } from "../../errors/failure";
import { connect, connected } from "./connection";
import { isMark, markOf } from "./mark";
import { connectionProperties, type FloatingIpInputs } from "./properties";
import { leadsTo, type Target, targetOf } from "./target";

/** Applies the properties in `touched`. A failure is a PartialError: the floating IP stays in the stack. */
export async function settle(
    context: Context,
    found: FloatingIp,
    inputs: FloatingIpInputs,
    touched: readonly string[],
    setting: string,
): Promise<Actual> {
    const { id } = found;
    let seen = found;
    let target: Target | undefined;
    try {
        if (touched.some((name) => connectionProperties.includes(name))) {
            target = await targetOf(context.cloud, inputs);
            if (!leadsTo(seen, target) || seen.status === "ERROR")
                seen = await connect(context, seen, target);
            if (target) seen = (await connected(context, seen, target, setting)) ?? seen;
        }
        // Last, since a label of its own replaces the mark.
        const change = await changeOf(context, seen, inputs, touched);
        if (change) {
            const { portId, fixedIp } = seen;
            seen = await context.cloud.floatingIps.update(id, { ...change, portId, fixedIp });
        }
        return { inputs: {}, outputs: outputsOf(seen) };
    } catch (error) {
        // The first failure is the one to report.
        const last = await withGracePeriod(context)
            .floatingIps.get(id)
            .catch(() => undefined);
        throw new PartialError(id, error, unfinished(last ?? seen, inputs, touched, target));
    }
}

async function changeOf(
    { cloud }: Context,
    ip: FloatingIp,
    inputs: FloatingIpInputs,
    touched: readonly string[],
): Promise<FloatingIpChange | undefined> {
    if (!touched.includes("label") && !touched.includes("deleteProtection")) return undefined;
    const { api } = await cloud.externalNetworks();
    assertOffered(api, inputs);
    if (api !== "vendor") return undefined;
    const { label = markOf(inputs), deleteProtection = false } = inputs;
    const change: FloatingIpChange = {
        ...(touched.includes("label") && ip.label !== label && { label }),
        ...(touched.includes("deleteProtection") &&
            ip.isProtected !== deleteProtection && { deleteProtection }),
    };
    return Object.keys(change).length > 0 ? change : undefined;
}

export function assertOffered(api: NetworkApi, { label, deleteProtection }: FloatingIpInputs): void {
    if (api === "vendor" || (label === undefined && !deleteProtection)) return;
    throw new Failure(
        "the cloud has no VPC API (HTTP 404, GET /v2.0/vpcs), so its floating IPs have neither label nor delete protection",
        "Omit label and deleteProtection.",
    );
}

/** Undefined for an empty label and for the mark. */
export function shownLabel({ label }: FloatingIp): string | undefined {
    return label === "" || isMark(label) ? undefined : label;
}

export function outputsOf({ address, status, portId, fixedIp, floatingNetworkId }: FloatingIp): Values {
    return { address, status, portId, fixedIp, floatingNetworkId };
}

/** What is true after a failure. The missing status tells the next update to apply every property. */
function unfinished(
    ip: FloatingIp,
    { label, deleteProtection = false }: FloatingIpInputs,
    touched: readonly string[],
    target: Target | undefined,
): Actual {
    const isConnected = target !== undefined && leadsTo(ip, target);
    const connection = isConnected ? {} : { serverId: undefined, portId: ip.portId, fixedIp: ip.fixedIp };
    const isElsewhere = touched.some((name) => connectionProperties.includes(name)) && !isConnected;
    return {
        inputs: {
            ...(isElsewhere && connection),
            ...(touched.includes("label") && shownLabel(ip) !== label && { label: shownLabel(ip) }),
            ...(touched.includes("deleteProtection") &&
                ip.isProtected !== deleteProtection && { deleteProtection: ip.isProtected }),
        },
        outputs: { ...outputsOf(ip), status: undefined },
    };
}

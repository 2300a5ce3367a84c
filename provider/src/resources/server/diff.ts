import { isDeepStrictEqual } from "node:util";
import type { Address } from "../../api/services/servers";
import { inAnyOrder, isUnknown, isValues, type Values } from "../../core/properties";
import { base64 } from "./userData";

/** Whether an input that cannot change in place is equivalent to the old one. */
type IsEquivalent = (state: Values, inputs: Values) => boolean;

const sameUserData: IsEquivalent = (state, inputs) =>
    inputs.userDataReplaceOnChange === false || userDataOf(state) === userDataOf(inputs);

/** Adding or removing what the server has anyway, such as its zone or an address, changes nothing. */
const equivalences: Readonly<Record<string, IsEquivalent>> = {
    userData: sameUserData,
    userDataBase64: sameUserData,
    availabilityZone: (state, { availabilityZone: zone }) =>
        zone === undefined || zone === state.availabilityZone,
    networks: (state, { networks }) =>
        !isUnknown(networks) &&
        isDeepStrictEqual(inAnyOrder(unpinned(state.networks, state)), inAnyOrder(unpinned(networks, state))),
};

/** Of the changed inputs that cannot change in place, those that require a new server. */
export function replacingChanges(changed: readonly string[], state: Values, inputs: Values): string[] {
    return changed.filter((name) => !equivalences[name]?.(state, inputs));
}

function userDataOf({ userData, userDataBase64 }: Values): unknown {
    return typeof userData === "string" ? base64(userData) : (userData ?? userDataBase64);
}

/** Networks without the fixed IPs that the server already has. */
function unpinned(networks: unknown, { addresses }: Values): unknown {
    if (!Array.isArray(networks)) return networks;
    const own = Array.isArray(addresses) ? (addresses as Address[]).map(({ address }) => address) : [];
    return networks.map((network: unknown) => {
        if (!isValues(network) || !own.includes(String(network.fixedIp))) return network;
        const { fixedIp: _alreadySet, ...others } = network;
        return others;
    });
}

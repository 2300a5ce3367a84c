import { isDeepStrictEqual } from "node:util";
import type { Address } from "../../api/services/servers";
import { inAnyOrder, isUnknown, isValues, type Values } from "../../core/properties";
import { base64 } from "./userData";

/** Whether an input that cannot change in place means the same as before, although it is written otherwise. */
type MeansTheSame = (state: Values, inputs: Values) => boolean;

const sameUserData: MeansTheSame = (state, inputs) =>
    inputs.userDataReplaceOnChange === false || userDataOf(state) === userDataOf(inputs);

/** Where a server is, and which addresses it has, need not be changed to be said, or no longer said. */
const equivalences: Readonly<Record<string, MeansTheSame>> = {
    userData: sameUserData,
    userDataBase64: sameUserData,
    availabilityZone: (state, { availabilityZone: zone }) =>
        zone === undefined || zone === state.availabilityZone,
    networks: (state, { networks }) =>
        !isUnknown(networks) &&
        isDeepStrictEqual(inAnyOrder(unpinned(state.networks, state)), inAnyOrder(unpinned(networks, state))),
};

/** Of the inputs that changed and cannot change in place, those that want another server. */
export function replacingChanges(changed: readonly string[], state: Values, inputs: Values): string[] {
    return changed.filter((name) => !equivalences[name]?.(state, inputs));
}

function userDataOf({ userData, userDataBase64 }: Values): unknown {
    return typeof userData === "string" ? base64(userData) : (userData ?? userDataBase64);
}

/** Networks without the fixed IPs that the server has anyway. */
function unpinned(networks: unknown, { addresses }: Values): unknown {
    if (!Array.isArray(networks)) return networks;
    const own = Array.isArray(addresses) ? (addresses as Address[]).map(({ address }) => address) : [];
    return networks.map((network: unknown) => {
        if (!isValues(network) || !own.includes(String(network.fixedIp))) return network;
        const { fixedIp: _hasIt, ...others } = network;
        return others;
    });
}

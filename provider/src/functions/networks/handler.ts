import type { Network, NetworkQuery } from "../../api/services/networks";
import { argument, type FunctionHandler, none, theOne } from "../../core/functions";
import { flag, text } from "../../core/validators";
import type { GetNetworkResult } from "./types";

/** The vendor's VPCs, or OpenStack's networks. */
export const getNetworks: FunctionHandler = {
    args: { name: argument(text()), isExternal: argument(flag) },
    describe: () => "Looking up networks",
    run: async ({ cloud, args }): Promise<GetNetworkResult[]> =>
        ((await cloud.networks.list(args as NetworkQuery)) ?? []).map(toResult),
};

export const getNetwork: FunctionHandler = {
    args: { name: argument(text()), id: argument(text()) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up network ${id}` : `Looking up network "${name}"`,
    async run(asked): Promise<GetNetworkResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getNetworks", { name })) as GetNetworkResult[];
            return theOne(asked, named, "getNetworks");
        }
        const found = await asked.cloud.networks.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getNetworks");
        return toResult(found);
    },
};

function toResult({ id, name, status, cidr, isExternal, isShared }: Network): GetNetworkResult {
    return { id, name, status, cidr, isExternal, isShared };
}

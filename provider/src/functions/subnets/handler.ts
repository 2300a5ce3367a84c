import type { Subnet } from "../../api/services/networks";
import { argument, type FunctionHandler, none, theOne } from "../../core/functions";
import { text } from "../../core/validators";
import type { GetSubnetResult } from "./types";

/** Those of the vendor's VPCs, or of OpenStack's networks. */
export const getSubnets: FunctionHandler = {
    args: { name: argument(text()), networkId: argument(text()) },
    describe: () => "Looking up subnets",
    async run({ cloud, args: { name, networkId } }): Promise<GetSubnetResult[]> {
        const found = (await cloud.subnets.list({ name: name as string | undefined })) ?? [];
        // Filtered here, since VPCs and OpenStack's networks have different names for it.
        return found
            .filter((subnet) => networkId === undefined || subnet.networkId === networkId)
            .map(toResult);
    },
};

export const getSubnet: FunctionHandler = {
    args: { name: argument(text()), id: argument(text()) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up subnet ${id}` : `Looking up subnet "${name}"`,
    async run(asked): Promise<GetSubnetResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getSubnets", { name })) as GetSubnetResult[];
            return theOne(asked, named, "getSubnets");
        }
        const found = await asked.cloud.subnets.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getSubnets");
        return toResult(found);
    },
};

function toResult(subnet: Subnet): GetSubnetResult {
    const { id, name, networkId, cidr, gatewayIp, isShared, hasInternetGateway, availableIpCount } = subnet;
    return { id, name, networkId, cidr, gatewayIp, isShared, hasInternetGateway, availableIpCount };
}

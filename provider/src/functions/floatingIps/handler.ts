import type { FloatingIp } from "../../api/services/floatingIps";
import { argument, type FunctionHandler } from "../../core/functions";
import { text } from "../../core/validators";
import type { GetFloatingIpResult } from "./types";

export const getFloatingIps: FunctionHandler = {
    args: {
        label: argument(text()),
        status: argument(text()),
        portId: argument(text()),
        floatingNetworkId: argument(text()),
    },
    describe: () => "Looking up floating IPs",
    async run({ cloud, args }): Promise<GetFloatingIpResult[]> {
        const all = (await cloud.floatingIps.list()).map(toResult);
        // Filtered here, since not every cloud has every filter.
        const names = Object.keys(args) as (keyof GetFloatingIpResult)[];
        return all.filter((ip) => names.every((name) => ip[name] === args[name]));
    },
};

function toResult(ip: FloatingIp): GetFloatingIpResult {
    const { id, address, status, floatingNetworkId, portId, fixedIp, label } = ip;
    return {
        id,
        address,
        status,
        floatingNetworkId,
        portId,
        fixedIp,
        label,
        deleteProtection: ip.isProtected,
    };
}

import { accessIpOf, exactly, type Server, type ServerFilters } from "../../api/services/servers";
import { argument, type FunctionHandler, none, theOne } from "../../core/functions";
import { text, uuid } from "../../core/validators";
import { isGone } from "../../resources/shared/serverTransitions";
import type { GetServerResult } from "./types";

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

/** "List Instance Details" of the guide. */
export const getServers: FunctionHandler = {
    args: {
        reservationId: argument(text()),
        changesSince: argument(
            text({ pattern: { matches: moment, means: "a time in UTC like 2026-01-31T12:00:00Z" } }),
        ),
        imageId: argument(text()),
        flavorId: argument(text()),
        name: argument(text()),
        status: argument(text()),
    },
    describe: () => "Looking up servers",
    run: async ({ cloud, args }): Promise<GetServerResult[]> =>
        (await cloud.servers.find(args as ServerFilters)).map(toResult),
};

/** "Get Instance" of the guide, or the list if only the name is known. */
export const getServer: FunctionHandler = {
    args: { name: argument(text()), id: argument(uuid) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up server ${id}` : `Looking up server "${name}"`,
    async run(asked): Promise<GetServerResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getServers", {
                name: exactly(String(name)),
            })) as GetServerResult[];
            return theOne(asked, named, "getServers");
        }
        const found = await asked.cloud.servers.get(String(id));
        if (!found || isGone(found)) throw none(asked.cloud, "with that id", "getServers");
        return toResult(found);
    },
};

/** Omits the fault, which the guide does not document. */
function toResult(server: Server): GetServerResult {
    const { id, name, status, vmState, taskState, power, flavorId, imageId, keyName } = server;
    const { availabilityZone, addresses, securityGroups, metadata, hostId, diskConfig } = server;
    const { tenantId, userId, created, updated } = server;
    return {
        id,
        name,
        status,
        vmState,
        taskState,
        power,
        flavorId,
        imageId,
        keyName,
        availabilityZone,
        addresses: addresses.map(({ network, address, type, mac, version }) => ({
            network,
            address,
            type,
            mac,
            version,
        })),
        accessIp: accessIpOf(server),
        securityGroups,
        metadata,
        attachedVolumeIds: server.volumeIds,
        hostId,
        diskConfig,
        tenantId,
        userId,
        created,
        updated,
        launchedAt: server.launchedAt ?? undefined,
    };
}

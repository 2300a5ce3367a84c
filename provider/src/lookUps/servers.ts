import { accessIpOf, exactly, type Server, type ServerFilters } from "../api/servers";
import type { GetServerResult } from "../functions/servers";
import { isGone } from "../lifecycle/serverTransitions";
import { uuid } from "../runtime/lifecycle";
import { argument, type LookUp, none, theOne } from "../runtime/lookUps";
import { text } from "../runtime/properties";

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

/** "List Instance Details" of the guide. */
export const getServers: LookUp = {
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
    doing: () => "Looking up servers",
    find: async ({ cloud, args }): Promise<GetServerResult[]> =>
        (await cloud.servers.find(args as ServerFilters)).map(fromResponse),
};

/** "Get Instance" of the guide, or the list where only the name is known. */
export const getServer: LookUp = {
    args: { name: argument(text()), id: argument(uuid) },
    doing: ({ name, id }) => (name === undefined ? `Looking up server ${id}` : `Looking up server "${name}"`),
    async find(asked): Promise<GetServerResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getServers", {
                name: exactly(String(name)),
            })) as GetServerResult[];
            return theOne(asked, named, "getServers");
        }
        const found = await asked.cloud.servers.get(String(id));
        if (!found || isGone(found)) throw none(asked.cloud, "with that id", "getServers");
        return fromResponse(found);
    },
};

/** A fault is shown when something fails, and is no data: the guide does not promise it. */
function fromResponse({ volumeIds, fault: _fault, launchedAt, ...server }: Server): GetServerResult {
    return {
        ...server,
        launchedAt: launchedAt ?? undefined,
        attachedVolumeIds: volumeIds,
        accessIp: accessIpOf(server),
    };
}

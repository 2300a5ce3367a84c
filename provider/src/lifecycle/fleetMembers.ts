import { accessIpOf, beginningWith, type Server } from "../api/servers";
import type { FleetServer } from "../resources/serverFleet";
import type { Cloud } from "../runtime/cloud";
import type { Values } from "../runtime/properties";
import { fleetKey } from "./serverMetadata";
import { isGone } from "./serverTransitions";

/** A server of a fleet. */
export interface Member {
    server: Server;
    /** Of the arguments that it was made with. */
    revision: number;
    /** Of the request that it was made by; unknown where its answer was lost. */
    reservationId?: string | undefined;
}

/** What a server of a fleet bears in its metadata: so it is found whatever becomes of the request's answer. */
export function markOf(fleetId: string, revision: number): Record<string, string> {
    return { [fleetKey]: `${fleetId}:${revision}` };
}

export function readMark({ metadata }: Server): { fleetId: string; revision: number } | undefined {
    const [fleetId, revision] = metadata[fleetKey]?.split(":") ?? [];
    return fleetId === undefined ? undefined : { fleetId, revision: Number(revision) };
}

/** The servers that bear a mark, by the beginning of their name where that is known. */
export async function markedServers(cloud: Cloud, namePrefix: string | undefined): Promise<Server[]> {
    const query = namePrefix === undefined ? {} : { name: beginningWith(`${namePrefix}-`) };
    const found = await cloud.servers.list(query);
    return found.filter((server) => readMark(server) && !isGone(server));
}

/** One list. What it does not tell is asked for: a server of `state` that somebody renamed, and why one is in ERROR. */
export async function membersOf(cloud: Cloud, fleetId: string, state: Values): Promise<Member[]> {
    const before = new Map(serversOf(state).map((server) => [server.id, server]));
    const marked = await markedServers(cloud, state.namePrefix as string | undefined);
    const ours = marked.filter((server) => readMark(server)?.fleetId === fleetId);
    const listed = new Map(ours.map((server) => [server.id, server]));
    const ids = [...new Set([...listed.keys(), ...before.keys()])];
    const found = await Promise.all(
        ids.map((id) => {
            const server = listed.get(id);
            return server && server.status !== "ERROR" ? server : cloud.servers.get(id);
        }),
    );
    return found
        .filter((server) => server !== undefined)
        .filter((server) => !isGone(server))
        .map((server) => ({
            server,
            revision: readMark(server)?.revision ?? before.get(server.id)?.revision ?? 0,
            reservationId: before.get(server.id)?.reservationId,
        }))
        .sort(oldestFirst);
}

/** Servers of one request were made in the same second: their numbers tell. */
export function oldestFirst({ server: left }: Member, { server: right }: Member): number {
    return (
        left.created.localeCompare(right.created) ||
        left.name.localeCompare(right.name, "en", { numeric: true })
    );
}

/** What a state knows of the servers. */
export function serversOf(state: Values): FleetServer[] {
    return (state.servers ?? []) as FleetServer[];
}

export function toState(members: readonly Member[], revision: number): Values {
    const servers = [...members].sort(oldestFirst).map(({ server, ...mark }) => {
        const { id, name, status, launchedAt } = server;
        return { id, name, status, accessIp: accessIpOf(server), launchedAt, ...mark };
    });
    const reservationIds = servers.map(({ reservationId }) => reservationId).filter(Boolean);
    return { servers, reservationIds: [...new Set(reservationIds)], revision };
}

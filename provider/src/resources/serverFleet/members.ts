import { accessIpOf, beginningWith, type Server } from "../../api/services/servers";
import type { RegionClient } from "../../cloud/regionClient";
import type { Context } from "../../core/handler";
import type { Values } from "../../core/properties";
import { touchedBy, unfinishedInputs } from "../server/reconcile";
import { fleetKey } from "../shared/marks";
import { isGone, launchOf } from "../shared/serverTransitions";
import type { FleetServer } from "./resource";

/** A server of a fleet. */
export interface Member {
    server: Server;
    /** The revision of the arguments it was created with. */
    revision: number;
    /** The request that created it; unknown if its response was lost. */
    reservationId?: string | undefined;
    /** Its previous state. */
    before?: Values | undefined;
    /** Whether it is not yet reconciled and ready after its create. */
    unfinished?: boolean | undefined;
}

/** The zone that it is in, or that it was requested in where the cloud does not show one. */
export function zoneOf({ server, before }: Pick<Member, "server" | "before">): string | undefined {
    return server.availabilityZone ?? (before?.availabilityZone as string | undefined);
}

/** The metadata of a fleet's servers, by which they are found even if the response was lost. */
export function markOf(fleetId: string, revision: number): Record<string, string> {
    return { [fleetKey]: `${fleetId}:${revision}` };
}

export function readMark({ metadata }: Server): { fleetId: string; revision: number } | undefined {
    const [fleetId, revision] = metadata[fleetKey]?.split(":") ?? [];
    return fleetId === undefined ? undefined : { fleetId, revision: Number(revision) };
}

const digitsPattern = /^(.*)-([0-9a-f]{4}(?:-\d{1,2})?)$/s;

/** The suffix that the fleet and the cloud appended: `3f2a-1` of `web-3f2a-1`. Undefined for any other name. */
export function digitsOf(name: string, namePrefix: unknown): string | undefined {
    const [, before, digits] = digitsPattern.exec(name) ?? [];
    return before === namePrefix ? digits : undefined;
}

/** Each request has digits of its own, to which the cloud appends numbers. */
export function newName({ randomHex }: Pick<Context, "randomHex">, namePrefix: string): string {
    return `${namePrefix}-${randomHex(4)}`;
}

export function prefixOf(name: string): string {
    return digitsPattern.exec(name)?.[1] ?? name;
}

/** The servers of all fleets, or only those whose name starts with `namePrefix`. */
export async function markedServers(cloud: RegionClient, namePrefix?: string): Promise<Server[]> {
    const query = namePrefix === undefined ? {} : { name: beginningWith(`${namePrefix}-`) };
    const found = await cloud.servers.list(query);
    return found.filter((server) => readMark(server) && !isGone(server));
}

/**
 * Reads one list, and then each server of `known` that it lacks or that is in ERROR. With `namePrefix` the list is shorter,
 * but lacks what a killed run created under another name.
 */
export async function membersOf(
    cloud: RegionClient,
    fleetId: string,
    known: readonly FleetServer[],
    namePrefix?: string,
): Promise<Member[]> {
    const before = new Map(known.map((server) => [server.id, server]));
    const marked = await markedServers(cloud, namePrefix);
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
            before: before.get(server.id) as Values | undefined,
            unfinished: isUnfinished(before.get(server.id)),
        }))
        .sort(oldestFirst);
}

/** Whether a server in a state is not finished; one that is in none was created by a killed run. */
export function isUnfinished(seen: FleetServer | undefined): boolean {
    return seen === undefined || seen.status === "BUILD" || touchedBy([], { ...seen }).size > 0;
}

/** Servers of one request are created in the same second: their numbers decide. */
export function oldestFirst({ server: left }: Member, { server: right }: Member): number {
    return (
        left.created.localeCompare(right.created) ||
        left.name.localeCompare(right.name, "en", { numeric: true })
    );
}

/** The servers in a state. */
export function serversOf(state: Values): FleetServer[] {
    return (state.servers ?? []) as FleetServer[];
}

export function toState(members: readonly Member[]): Values {
    const servers = [...members].sort(oldestFirst).map(({ server, before, unfinished, ...mark }) => {
        const { id, name, status } = server;
        const availabilityZone = zoneOf({ server, before });
        const rest = { ...launchOf(server, before), ...(unfinished ? unfinishedInputs() : {}), ...mark };
        return { id, name, status, accessIp: accessIpOf(server), availabilityZone, ...rest };
    });
    const reservationIds = servers.map(({ reservationId }) => reservationId).filter(Boolean);
    return { servers, reservationIds: [...new Set(reservationIds)] };
}

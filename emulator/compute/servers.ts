import type { ServerRecord } from "../cloud/records";
import { parseTimestamp } from "../cloud/timestamps";
import { badRequest, forbidden } from "../http/errors";
import { entryOf, objectAt, textAt } from "../http/json";
import { type PageRules, pageBody, paginate } from "../http/paging";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
import { findServer } from "./findServer";
import { matchNames } from "./nameFilter";
import { NAME_SCHEMA } from "./nameSchemas";
import { renderAddresses, renderServer, renderServerBase, renderServerSummary } from "./serverView";
import { deleteServer as startDelete } from "./transitions";

type Filter = (servers: ServerRecord[], value: string) => ServerRecord[];

function each(matches: (server: ServerRecord, value: string) => boolean): Filter {
    return (servers, value) => servers.filter((server) => matches(server, value));
}

function named(servers: ServerRecord[], pattern: string): ServerRecord[] {
    const matched = matchNames(
        pattern,
        servers.map(({ name }) => name),
    );
    if (matched) return servers.filter((_server, at) => matched[at]);
    throw badRequest(
        `Invalid input for query parameters name. Value: ${pattern}. '${pattern}' is not a 'regex'`,
    );
}

function changedSince(servers: ServerRecord[], text: string): ServerRecord[] {
    const since = parseTimestamp(text);
    if (Number.isNaN(since)) {
        throw badRequest(
            `Invalid input for query parameters changes-since. Value: ${text}. '${text}' is not a 'date-time'`,
        );
    }
    return servers.filter(({ updated }) => Math.floor(updated / 1000) * 1000 >= since);
}

/** By query parameter. Nova ignores all others. */
const FILTERS: Record<string, Filter> = {
    reservation_id: each((server, value) => server.reservationId === value),
    image: each((server, value) => server.imageId === value),
    flavor: each((server, value) => server.flavorId === value),
    name: named,
    status: each((server, value) => server.status === value.toUpperCase()),
    "changes-since": changedSince,
};

function selectServers(request: RegionRequest): ServerRecord[] {
    const { region, query } = request;
    if (query.get("status")?.toUpperCase() === "DELETED")
        throw forbidden("Only administrators may list deleted instances");
    const deleted = query.has("changes-since") ? region.deletedServers.values() : [];
    let selected = [...region.servers.values(), ...deleted];
    for (const [key, value] of query) selected = entryOf(FILTERS, key)?.(selected, value) ?? selected;
    return selected.sort((one, other) => other.sequence - one.sequence);
}

const PAGES: PageRules = {
    defaultLimit: 100,
    maxLimit: 1000,
    limitMessage: () => "Invalid input received: limit must be an integer",
};

function listed(
    path: string,
    render: (request: RegionRequest, server: ServerRecord) => unknown,
): (request: RegionRequest) => ApiResponse {
    return (request) => {
        const page = paginate(request, selectServers(request), path, PAGES);
        const servers = page.entries.map((server) => render(request, server));
        return { status: 200, body: pageBody("servers", servers, page.next) };
    };
}

export const listServers = listed("servers", renderServerSummary);
/** Nova does not list the fault of a server that was never scheduled to a host. */
export const listServersDetail = listed("servers/detail", (request, server) => {
    const { fault: _fault, ...shown } = renderServer(request, server);
    return shown;
});

export function getServer(request: RegionRequest): ApiResponse {
    return { status: 200, body: { server: renderServer(request, findServer(request)) } };
}

const PUT_SCHEMA: Schema = {
    required: ["server"],
    properties: { server: { type: "object", properties: { name: NAME_SCHEMA } } },
};

export function putServer(request: RegionRequest): ApiResponse {
    const body = objectAt(validate(request.body, PUT_SCHEMA), "server");
    const server = findServer(request);
    server.name = textAt(body, "name")?.trim() ?? server.name;
    server.updated = request.region.timeline.time;
    return { status: 200, body: { server: renderServerBase(request, server) } };
}

export function deleteServer(request: RegionRequest): ApiResponse {
    const server = findServer(request);
    if (server.protected) throw forbidden(`Instance ${server.id} is protected against deletion.`);
    startDelete(request.region, server);
    return { status: 204 };
}

export function listAddresses(request: RegionRequest): ApiResponse {
    return { status: 200, body: { addresses: renderAddresses(request.region, findServer(request), false) } };
}

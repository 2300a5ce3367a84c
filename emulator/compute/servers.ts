import { parseMoment } from "../cloud/clock";
import type { ServerRecord } from "../cloud/records";
import { badRequest, forbidden } from "../http/errors";
import { type PageRules, pageBody, paginate } from "../http/paging";
import type { Answer, RegionCall } from "../http/router";
import { entryOf, objectAt, type Schema, textAt, validate } from "../http/validation";
import { findServer } from "./findServer";
import { matches } from "./nameFilter";
import { NAME_SCHEMA } from "./nameSchemas";
import { renderAddresses, renderServer, renderServerBase, renderServerSummary } from "./serverView";
import { remove } from "./transitions";

type Filter = (servers: ServerRecord[], value: string) => ServerRecord[];

function each(fits: (server: ServerRecord, value: string) => boolean): Filter {
    return (servers, value) => servers.filter((server) => fits(server, value));
}

function named(servers: ServerRecord[], pattern: string): ServerRecord[] {
    const fits = matches(
        pattern,
        servers.map(({ name }) => name),
    );
    if (fits) return servers.filter((_server, at) => fits[at]);
    throw badRequest(
        `Invalid input for query parameters name. Value: ${pattern}. '${pattern}' is not a 'regex'`,
    );
}

function changedSince(servers: ServerRecord[], text: string): ServerRecord[] {
    const since = parseMoment(text);
    if (Number.isNaN(since)) {
        throw badRequest(
            `Invalid input for query parameters changes-since. Value: ${text}. '${text}' is not a 'date-time'`,
        );
    }
    return servers.filter(({ updated }) => Math.floor(updated / 1000) * 1000 >= since);
}

/** One per query parameter; what is not here is ignored, as Nova does. */
const FILTERS: Record<string, Filter> = {
    reservation_id: each((server, value) => server.reservationId === value),
    image: each((server, value) => server.imageId === value),
    flavor: each((server, value) => server.flavorId === value),
    name: named,
    status: each((server, value) => server.status === value.toUpperCase()),
    "changes-since": changedSince,
};

function selectServers(call: RegionCall): ServerRecord[] {
    const { region, query } = call;
    if (query.get("status")?.toUpperCase() === "DELETED")
        throw forbidden("Only administrators may list deleted instances");
    const deleted = query.has("changes-since") ? region.deletedServers.values() : [];
    let selected = [...region.servers.values(), ...deleted];
    for (const [key, value] of query) selected = entryOf(FILTERS, key)?.(selected, value) ?? selected;
    return selected.sort((one, other) => other.sequence - one.sequence);
}

const PAGES: PageRules = {
    normal: 100,
    most: 1000,
    complain: () => "Invalid input received: limit must be an integer",
};

function listed(
    path: string,
    render: (call: RegionCall, server: ServerRecord) => unknown,
): (call: RegionCall) => Answer {
    return (call) => {
        const page = paginate(call, selectServers(call), path, PAGES);
        const servers = page.entries.map((server) => render(call, server));
        return { status: 200, body: pageBody("servers", servers, page.next) };
    };
}

export const listServers = listed("servers", renderServerSummary);
/** Nova's list does not tell why a server that no host took is in ERROR. */
export const listServersDetail = listed("servers/detail", (call, server) => {
    const { fault: _fault, ...shown } = renderServer(call, server);
    return shown;
});

export function getServer(call: RegionCall): Answer {
    return { status: 200, body: { server: renderServer(call, findServer(call)) } };
}

const PUT_SCHEMA: Schema = {
    required: ["server"],
    properties: { server: { type: "object", properties: { name: NAME_SCHEMA } } },
};

export function putServer(call: RegionCall): Answer {
    const body = objectAt(validate(call.body, PUT_SCHEMA), "server");
    const server = findServer(call);
    server.name = textAt(body, "name")?.trim() ?? server.name;
    server.updated = call.region.timeline.time;
    return { status: 200, body: { server: renderServerBase(call, server) } };
}

export function deleteServer(call: RegionCall): Answer {
    remove(call.region, findServer(call));
    return { status: 204 };
}

export function listAddresses(call: RegionCall): Answer {
    return { status: 200, body: { addresses: renderAddresses(call.region, findServer(call), false) } };
}

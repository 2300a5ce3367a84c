import { parseMoment } from "../clock";
import { badRequest, forbidden } from "../errors";
import { type PageRules, pageBody, paginate } from "../paging";
import type { ServerRecord } from "../records";
import type { Answer, RegionCall } from "../router";
import { objectAt, type Schema, textAt, validate } from "../validate";
import { NAME_SCHEMA } from "./createSchema";
import { findServer } from "./find";
import { remove } from "./lifecycle";
import { renderAddresses, renderServer, renderServerBase, renderServerSummary } from "./render";

type Filter = (server: ServerRecord) => boolean;

function nameFilter(text: string): Filter {
    try {
        const wanted = new RegExp(text, "i");
        return ({ name }) => wanted.test(name);
    } catch {
        throw badRequest(
            `Invalid input for query parameters name. Value: ${text}. '${text}' is not a 'regex'`,
        );
    }
}

function sinceFilter(text: string): Filter {
    const since = parseMoment(text);
    if (Number.isNaN(since)) {
        throw badRequest(
            `Invalid input for query parameters changes-since. Value: ${text}. '${text}' is not a 'date-time'`,
        );
    }
    return ({ updated }) => Math.floor(updated / 1000) * 1000 >= since;
}

/** One maker of filters per query parameter; what is not here is ignored, as Nova does. */
const FILTERS: Record<string, (value: string) => Filter> = {
    reservation_id: (value) => (server) => server.reservationId === value,
    image: (value) => (server) => server.imageId === value,
    flavor: (value) => (server) => server.flavorId === value,
    name: nameFilter,
    status: (value) => (server) => server.status === value.toUpperCase(),
    "changes-since": sinceFilter,
};

function selectServers(call: RegionCall): ServerRecord[] {
    const { region, query } = call;
    const filters = [...query].flatMap(([key, value]) =>
        Object.hasOwn(FILTERS, key) ? (FILTERS[key]?.(value) ?? []) : [],
    );
    if (query.get("status")?.toUpperCase() === "DELETED")
        throw forbidden("Only administrators may list deleted instances");
    const deleted = query.has("changes-since") ? region.deletedServers.values() : [];
    const all = [...region.servers.values(), ...deleted];
    return all
        .filter((server) => filters.every((fits) => fits(server)))
        .sort((one, other) => other.sequence - one.sequence);
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
    server.name = textAt(body, "name") ?? server.name;
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

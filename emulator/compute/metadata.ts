import type { ServerRecord } from "../cloud/records";
import { badRequest, forbidden, notFound } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { entryOf, objectAt, type Schema, texts, validate } from "../http/validation";
import { findServer } from "./findServer";
import { checkState } from "./stateCheck";

export const METADATA_SCHEMA: Schema = {
    type: "object",
    keys: /^[a-zA-Z0-9-_:. ]{1,255}\n?$/,
    additional: { type: "string", maxLength: 255 },
};

const BODY: Schema = { required: ["metadata"], properties: { metadata: METADATA_SCHEMA } };
const ITEM: Schema = {
    required: ["meta"],
    properties: { meta: { ...METADATA_SCHEMA, minMembers: 1, maxMembers: 1 } },
};

export const MOST_ITEMS = 128;

export function checkItems(metadata: Record<string, string>): void {
    if (Object.keys(metadata).length > MOST_ITEMS)
        throw forbidden(`Maximum number of metadata items exceeds ${MOST_ITEMS}`);
}

const STATES = ["active", "paused", "suspended", "stopped"];

/** What was read before is written back whole, as Nova does: of two changes at once, one may be lost. */
async function store(
    call: RegionCall,
    server: ServerRecord,
    what: "update" | "delete",
    metadata: Record<string, string>,
): Promise<void> {
    checkState(server, { name: `${what} metadata`, states: STATES, tasks: ["*"] });
    checkItems(metadata);
    await call.state.gap.pass();
    server.metadata = metadata;
    server.updated = call.region.timeline.time;
}

export function listMetadata(call: RegionCall): Answer {
    return { status: 200, body: { metadata: findServer(call).metadata } };
}

export async function mergeMetadata(call: RegionCall): Promise<Answer> {
    const given = texts(objectAt(validate(call.body, BODY), "metadata"));
    const server = findServer(call);
    const metadata = { ...server.metadata, ...given };
    await store(call, server, "update", metadata);
    return { status: 200, body: { metadata } };
}

export async function replaceMetadata(call: RegionCall): Promise<Answer> {
    const metadata = texts(objectAt(validate(call.body, BODY), "metadata"));
    await store(call, findServer(call), "update", metadata);
    return { status: 200, body: { metadata } };
}

function itemOf(call: RegionCall, server: ServerRecord): string {
    const value = entryOf(server.metadata, call.param("key"));
    if (value === undefined) throw notFound("Metadata item was not found");
    return value;
}

export function getMetadataItem(call: RegionCall): Answer {
    const value = itemOf(call, findServer(call));
    return { status: 200, body: { meta: { [call.param("key")]: value } } };
}

export async function putMetadataItem(call: RegionCall): Promise<Answer> {
    const meta = texts(objectAt(validate(call.body, ITEM), "meta"));
    const server = findServer(call);
    if (!Object.hasOwn(meta, call.param("key"))) throw badRequest("Request body and URI mismatch");
    await store(call, server, "update", { ...server.metadata, ...meta });
    return { status: 200, body: { meta } };
}

export async function deleteMetadataItem(call: RegionCall): Promise<Answer> {
    const server = findServer(call);
    itemOf(call, server);
    const { [call.param("key")]: _gone, ...rest } = server.metadata;
    await store(call, server, "delete", rest);
    return { status: 204 };
}

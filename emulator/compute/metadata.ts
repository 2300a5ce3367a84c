import { badRequest, notFound } from "../errors";
import type { ServerRecord } from "../records";
import type { Answer, RegionCall } from "../router";
import { type JsonObject, objectAt, type Schema, validate } from "../validate";
import { findServer } from "./find";

export const METADATA_SCHEMA: Schema = { type: "object", additional: { type: "string", maxLength: 255 } };

const BODY: Schema = { required: ["metadata"], properties: { metadata: METADATA_SCHEMA } };
const ITEM: Schema = { required: ["meta"], properties: { meta: METADATA_SCHEMA } };

function texts(object: JsonObject): Record<string, string> {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, String(value)]));
}

function store(call: RegionCall, server: ServerRecord, metadata: Record<string, string>): void {
    server.metadata = metadata;
    server.updated = call.region.timeline.time;
}

export function listMetadata(call: RegionCall): Answer {
    return { status: 200, body: { metadata: findServer(call).metadata } };
}

export function mergeMetadata(call: RegionCall): Answer {
    const server = findServer(call);
    const given = texts(objectAt(validate(call.body, BODY), "metadata"));
    store(call, server, { ...server.metadata, ...given });
    return { status: 200, body: { metadata: server.metadata } };
}

export function replaceMetadata(call: RegionCall): Answer {
    const server = findServer(call);
    store(call, server, texts(objectAt(validate(call.body, BODY), "metadata")));
    return { status: 200, body: { metadata: server.metadata } };
}

function itemOf(call: RegionCall, server: ServerRecord): string {
    const key = call.param("key");
    const value = Object.hasOwn(server.metadata, key) ? server.metadata[key] : undefined;
    if (value === undefined) throw notFound("Metadata item was not found");
    return value;
}

export function getMetadataItem(call: RegionCall): Answer {
    const value = itemOf(call, findServer(call));
    return { status: 200, body: { meta: { [call.param("key")]: value } } };
}

export function putMetadataItem(call: RegionCall): Answer {
    const server = findServer(call);
    const meta = texts(objectAt(validate(call.body, ITEM), "meta"));
    if (!Object.hasOwn(meta, call.param("key"))) throw badRequest("Request body and URI mismatch");
    store(call, server, { ...server.metadata, ...meta });
    return { status: 200, body: { meta } };
}

export function deleteMetadataItem(call: RegionCall): Answer {
    const server = findServer(call);
    itemOf(call, server);
    const { [call.param("key")]: _gone, ...rest } = server.metadata;
    store(call, server, rest);
    return { status: 204 };
}

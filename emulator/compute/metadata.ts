import type { ServerRecord } from "../cloud/records";
import { badRequest, forbidden, notFound } from "../http/errors";
import { entryOf, objectAt, stringValues } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
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

export const MAX_METADATA_ITEMS = 128;

export function checkMetadataCount(metadata: Record<string, string>): void {
    if (Object.keys(metadata).length > MAX_METADATA_ITEMS)
        throw forbidden(`Maximum number of metadata items exceeds ${MAX_METADATA_ITEMS}`);
}

const STATES = ["active", "paused", "suspended", "stopped"];

/** Like Nova, writes back everything it has read: of two concurrent changes, one may be lost. */
async function store(
    request: RegionRequest,
    server: ServerRecord,
    operation: "update" | "delete",
    metadata: Record<string, string>,
): Promise<void> {
    checkState(server, { name: `${operation} metadata`, states: STATES, tasks: ["*"] });
    checkMetadataCount(metadata);
    await request.state.raceWindow.pass();
    server.metadata = metadata;
    server.updated = request.region.timeline.time;
}

export function listMetadata(request: RegionRequest): ApiResponse {
    return { status: 200, body: { metadata: findServer(request).metadata } };
}

export async function mergeMetadata(request: RegionRequest): Promise<ApiResponse> {
    const given = stringValues(objectAt(validate(request.body, BODY), "metadata"));
    const server = findServer(request);
    const metadata = { ...server.metadata, ...given };
    await store(request, server, "update", metadata);
    return { status: 200, body: { metadata } };
}

export async function replaceMetadata(request: RegionRequest): Promise<ApiResponse> {
    const metadata = stringValues(objectAt(validate(request.body, BODY), "metadata"));
    await store(request, findServer(request), "update", metadata);
    return { status: 200, body: { metadata } };
}

function itemOf(request: RegionRequest, server: ServerRecord): string {
    const value = entryOf(server.metadata, request.param("key"));
    if (value === undefined) throw notFound("Metadata item was not found");
    return value;
}

export function getMetadataItem(request: RegionRequest): ApiResponse {
    const value = itemOf(request, findServer(request));
    return { status: 200, body: { meta: { [request.param("key")]: value } } };
}

export async function putMetadataItem(request: RegionRequest): Promise<ApiResponse> {
    const meta = stringValues(objectAt(validate(request.body, ITEM), "meta"));
    const server = findServer(request);
    if (!Object.hasOwn(meta, request.param("key"))) throw badRequest("Request body and URI mismatch");
    await store(request, server, "update", { ...server.metadata, ...meta });
    return { status: 200, body: { meta } };
}

export async function deleteMetadataItem(request: RegionRequest): Promise<ApiResponse> {
    const server = findServer(request);
    itemOf(request, server);
    const { [request.param("key")]: _deleted, ...rest } = server.metadata;
    await store(request, server, "delete", rest);
    return { status: 204 };
}

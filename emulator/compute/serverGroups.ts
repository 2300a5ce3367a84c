import { newId } from "../cloud/ids";
import type { ServerGroupRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { notFound } from "../http/errors";
import { objectAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
import { TRIMMED_NAME_SCHEMA } from "./nameSchemas";

const POLICIES = ["anti-affinity", "affinity"];

const SCHEMA: Schema = {
    required: ["server_group"],
    properties: {
        server_group: {
            type: "object",
            required: ["name", "policies"],
            properties: {
                name: TRIMMED_NAME_SCHEMA,
                policies: { type: "array", items: { oneOf: POLICIES } },
            },
        },
    },
};

function render(region: Region, { id, name, policies }: ServerGroupRecord): unknown {
    const members = [...region.servers.values()]
        .filter(({ groupId }) => groupId === id)
        .map((server) => server.id);
    return { id, name, policies, metadata: {}, members };
}

function find({ region, param }: RegionRequest): ServerGroupRecord {
    const group = region.serverGroups.get(param("id"));
    if (!group) throw notFound(`Instance group ${param("id")} could not be found.`);
    return group;
}

export function listServerGroups({ region }: RegionRequest): ApiResponse {
    const groups = [...region.serverGroups.values()].map((group) => render(region, group));
    return { status: 200, body: { server_groups: groups } };
}

export function createServerGroup(request: RegionRequest): ApiResponse {
    const given = objectAt(validate(request.body, SCHEMA), "server_group");
    const policies = Array.isArray(given.policies) ? given.policies.map(String) : [];
    const group = { id: newId(), name: textAt(given, "name") ?? "", policies };
    request.region.serverGroups.set(group.id, group);
    return { status: 200, body: { server_group: render(request.region, group) } };
}

export function getServerGroup(request: RegionRequest): ApiResponse {
    return { status: 200, body: { server_group: render(request.region, find(request)) } };
}

export function deleteServerGroup(request: RegionRequest): ApiResponse {
    request.region.serverGroups.delete(find(request).id);
    return { status: 204 };
}

import { newId } from "../cloud/clock";
import type { SecurityGroupRecord, ServerGroupRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { TENANT_ID } from "../cloud/seed";
import { badRequest, notFound } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { objectAt, type Schema, textAt, validate } from "../http/validation";
import { findServer } from "./findServer";
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

function find({ region, param }: RegionCall): ServerGroupRecord {
    const group = region.serverGroups.get(param("id"));
    if (!group) throw notFound(`Instance group ${param("id")} could not be found.`);
    return group;
}

export function listServerGroups({ region }: RegionCall): Answer {
    const groups = [...region.serverGroups.values()].map((group) => render(region, group));
    return { status: 200, body: { server_groups: groups } };
}

export function createServerGroup(call: RegionCall): Answer {
    const given = objectAt(validate(call.body, SCHEMA), "server_group");
    const policies = Array.isArray(given.policies) ? given.policies.map(String) : [];
    const group = { id: newId(), name: textAt(given, "name") ?? "", policies };
    call.region.serverGroups.set(group.id, group);
    return { status: 200, body: { server_group: render(call.region, group) } };
}

export function getServerGroup(call: RegionCall): Answer {
    return { status: 200, body: { server_group: render(call.region, find(call)) } };
}

export function deleteServerGroup(call: RegionCall): Answer {
    call.region.serverGroups.delete(find(call).id);
    return { status: 204 };
}

/** A security group in Nova's old shape, in which older clients ask for it. */
function renderSecurityGroup(group: SecurityGroupRecord): unknown {
    return { ...group, tenant_id: TENANT_ID, rules: [] };
}

export function listServerSecurityGroups(call: RegionCall): Answer {
    const groups = findServer(call).securityGroupIds.flatMap(
        (id) => call.region.securityGroups.get(id) ?? [],
    );
    return { status: 200, body: { security_groups: groups.map(renderSecurityGroup) } };
}

export function listSecurityGroups({ region }: RegionCall): Answer {
    return {
        status: 200,
        body: { security_groups: [...region.securityGroups.values()].map(renderSecurityGroup) },
    };
}

export function getSecurityGroup({ region, param }: RegionCall): Answer {
    const id = param("id");
    if (!/^[0-9a-f-]{36}$/.test(id)) throw badRequest("Security group id should be uuid");
    const group = region.securityGroups.get(id);
    if (group) return { status: 200, body: { security_group: renderSecurityGroup(group) } };
    throw notFound(
        `Security group ${id} does not exist\nNeutron server returns request_ids: ['req-${newId()}']`,
    );
}

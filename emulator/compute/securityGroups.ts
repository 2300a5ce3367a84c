import { TENANT_ID } from "../cloud/account";
import { newId } from "../cloud/ids";
import type { SecurityGroupRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, notFound } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";
import { findServer } from "./findServer";

export function securityGroupsNamed(region: Region, nameOrId: string): SecurityGroupRecord[] {
    const byId = region.securityGroups.get(nameOrId);
    return byId ? [byId] : [...region.securityGroups.values()].filter(({ name }) => name === nameOrId);
}

/** A security group in the shape of Nova's old proxy, which older clients use. */
function render(group: SecurityGroupRecord): unknown {
    return { ...group, tenant_id: TENANT_ID, rules: [] };
}

export function listServerSecurityGroups(request: RegionRequest): ApiResponse {
    const groups = findServer(request).securityGroupIds.flatMap(
        (id) => request.region.securityGroups.get(id) ?? [],
    );
    return { status: 200, body: { security_groups: groups.map(render) } };
}

export function listSecurityGroups({ region }: RegionRequest): ApiResponse {
    return {
        status: 200,
        body: { security_groups: [...region.securityGroups.values()].map(render) },
    };
}

export function getSecurityGroup({ region, param }: RegionRequest): ApiResponse {
    const id = param("id");
    if (!/^[0-9a-f-]{36}$/.test(id)) throw badRequest("Security group id should be uuid");
    const group = region.securityGroups.get(id);
    if (group) return { status: 200, body: { security_group: render(group) } };
    throw notFound(
        `Security group ${id} does not exist\nNeutron server returns request_ids: ['req-${newId()}']`,
    );
}

import { newId, stableId } from "../cloud/ids";
import type { SecurityGroupRecord } from "../cloud/records";
import { textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { neutronError } from "./errors";
import { OWNER, type Rendered } from "./rendered";
import { resourceIn } from "./requestBody";

/** Every group allows outgoing traffic, like a new one in Neutron. */
export function renderRules({ id }: SecurityGroupRecord): Rendered[] {
    return ["IPv4", "IPv6"].map((ethertype) => ({
        id: stableId(`${id}/${ethertype}`),
        security_group_id: id,
        direction: "egress",
        ethertype,
        protocol: null,
        port_range_min: null,
        port_range_max: null,
        remote_ip_prefix: null,
        remote_group_id: null,
        description: null,
        ...OWNER,
    }));
}

export function renderSecurityGroup(group: SecurityGroupRecord): Rendered {
    return { ...group, stateful: true, security_group_rules: renderRules(group), ...OWNER };
}

export function createSecurityGroup({ region, body }: RegionRequest): ApiResponse {
    const given = resourceIn(body, "security_group");
    const name = textAt(given, "name") ?? "";
    if (name === "default") {
        const message = "Default security group already exists.";
        throw neutronError(409, "SecurityGroupDefaultAlreadyExists", message);
    }
    const group = { id: newId(), name, description: textAt(given, "description") ?? "" };
    region.securityGroups.set(group.id, group);
    return { status: 201, body: { security_group: renderSecurityGroup(group) } };
}

export function deleteSecurityGroup({ region, param }: RegionRequest): ApiResponse {
    const id = param("id");
    const group = region.securityGroups.get(id);
    if (!group) {
        throw neutronError(404, "SecurityGroupNotFound", `Security group ${id} does not exist`);
    }
    if ([...region.ports.values()].some(({ securityGroupIds }) => securityGroupIds.includes(id))) {
        throw neutronError(409, "SecurityGroupInUse", `Security Group ${id} in use.`);
    }
    if (group.name === "default") {
        const message = "Insufficient rights for removing default security group.";
        throw neutronError(409, "SecurityGroupCannotRemoveDefault", message);
    }
    region.securityGroups.delete(id);
    return { status: 204 };
}

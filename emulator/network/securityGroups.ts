import { newId } from "../cloud/clock";
import { neutronRefusal } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { textAt } from "../http/validation";
import { renderSecurityGroup } from "./collections";
import { given } from "./requestBody";

export function createSecurityGroup({ region, body }: RegionCall): Answer {
    const wanted = given(body, "security_group");
    const name = textAt(wanted, "name") ?? "";
    if (name === "default") {
        const message = "Default security group already exists.";
        throw neutronRefusal(409, "SecurityGroupDefaultAlreadyExists", message);
    }
    const group = { id: newId(), name, description: textAt(wanted, "description") ?? "" };
    region.securityGroups.set(group.id, group);
    return { status: 201, body: { security_group: renderSecurityGroup(group) } };
}

export function deleteSecurityGroup({ region, param }: RegionCall): Answer {
    const id = param("id");
    const group = region.securityGroups.get(id);
    if (!group) {
        throw neutronRefusal(404, "SecurityGroupNotFound", `Security group ${id} does not exist`);
    }
    if ([...region.ports.values()].some(({ securityGroupIds }) => securityGroupIds.includes(id))) {
        throw neutronRefusal(409, "SecurityGroupInUse", `Security Group ${id} in use.`);
    }
    if (group.name === "default") {
        const message = "Insufficient rights for removing default security group.";
        throw neutronRefusal(409, "SecurityGroupCannotRemoveDefault", message);
    }
    region.securityGroups.delete(id);
    return { status: 204 };
}

import type { Cloud } from "../runtime/cloud";
import { Failure } from "../runtime/failure";
import { isUuid } from "../runtime/lifecycle";

/** Servers show their security groups by name; a group that was given by its id is asked for once. */
export async function namesOfGroups(cloud: Cloud, groups: readonly string[]): Promise<Map<string, string>> {
    return new Map(
        await Promise.all(groups.map(async (group) => [group, await nameOfGroup(cloud, group)] as const)),
    );
}

export async function nameOfGroup(cloud: Cloud, group: string): Promise<string> {
    if (!isUuid(group)) return group;
    const name = await cloud.groupName(group);
    if (name !== undefined) return name;
    throw new Failure(`there is no security group with the id ${group}`, "Check the id and the region.");
}

import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import { Failure } from "../../errors/failure";

/**
 * Servers show their security groups by name; the name of a group that is given by id is read once. A group that does not
 * exist has no name.
 */
export async function namesOfGroups(
    cloud: RegionClient,
    groups: readonly string[],
): Promise<Map<string, string>> {
    const named = await Promise.all(
        groups.map(async (group) => [group, isUuid(group) ? await cloud.groupName(group) : group] as const),
    );
    return new Map(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export async function nameOfGroup(cloud: RegionClient, group: string): Promise<string> {
    if (!isUuid(group)) return group;
    const name = await cloud.groupName(group);
    if (name !== undefined) return name;
    throw new Failure(`security group ${group} was not found`, "Check the id and the region.");
}

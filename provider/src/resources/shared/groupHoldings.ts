import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import type { Context } from "../../core/handler";
import type { Holdings } from "../../core/holdings";
import { isUnknown, type ReportProblem, type Values } from "../../core/properties";
import { show } from "../../core/validators";
import { Failure } from "../../errors/failure";
import { namesOfGroups } from "./groupNames";

/** The security groups of a list, on all servers that it applies to. */
export function groupsHeld(
    { securityGroups, securityGroupsMode }: Values,
    serverIds: readonly string[],
): Holdings {
    const values = Array.isArray(securityGroups) ? (securityGroups as string[]) : [];
    return {
        all: serverIds.flatMap((serverId) =>
            values.map((value) => ({ what: "security group" as const, serverId, value })),
        ),
        exclusiveOn: securityGroupsMode === "exclusive" ? serverIds : [],
    };
}

/**
 * Whether a group that is no longer in a server's list is removed. An assignment of the stack keeps it, or removes it itself
 * when it is deleted. With an exclusive list, a program with such an assignment contradicts itself.
 */
export async function isLost(
    { stack }: Context,
    serverId: string,
    name: string,
    { securityGroupsMode }: Values,
): Promise<boolean> {
    const holder = await stack.otherHolder({ what: "security group", serverId, value: name });
    if (securityGroupsMode !== "exclusive") {
        return holder === undefined && !(await stack.has(`${serverId}/${name}`));
    }
    if (holder === undefined) return true;
    throw new Failure(
        `${holder} adds security group "${name}", but securityGroupsMode is "exclusive"`,
        "Add the group to securityGroups, or remove the assignment.",
    );
}

/** The cloud refuses a group that is listed twice. */
export function checkGroups({ securityGroups }: Values, report: ReportProblem): void {
    if (!Array.isArray(securityGroups)) return;
    const known = securityGroups.filter((group) => !isUnknown(group));
    const twice = known.filter((group, index) => known.indexOf(group) < index);
    for (const group of new Set(twice)) report(`securityGroups lists ${show(group)} twice: remove one.`);
}

/** Drops names of groups that are also listed by id. */
export function eachGroupOnce(groups: readonly string[], names: ReadonlyMap<string, string>): string[] {
    const byId = groups.filter(isUuid).map((id) => names.get(id));
    return groups.filter((group) => isUuid(group) || !byId.includes(group));
}

/** The groups to request for a server; asks the cloud only if both names and ids are listed. */
export async function groupsToGive(
    cloud: RegionClient,
    groups: readonly string[] | undefined,
): Promise<string[] | undefined> {
    const isMixed = groups?.some(isUuid) && !groups.every(isUuid);
    return groups && (isMixed ? eachGroupOnce(groups, await namesOfGroups(cloud, groups)) : [...groups]);
}

import { isUuid } from "../../api/uuid";
import type { RegionClient } from "../../cloud/regionClient";
import type { Context } from "../../core/handler";
import type { Holdings } from "../../core/holdings";
import { isUnknown, type ReportProblem, type Values } from "../../core/properties";
import { show } from "../../core/validators";
import { Failure } from "../../errors/failure";
import { namesOfGroups } from "./groupNames";

/** The groups of a server's own list, on all servers that it is for. */
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
 * Whether a server loses a group that its list no longer has. An assignment of the stack keeps it, or takes it away itself
 * when it leaves the program. An exclusive list allows none, so a program that has both contradicts itself.
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

/** The cloud refuses a group that is given twice. */
export function checkGroups({ securityGroups }: Values, report: ReportProblem): void {
    if (!Array.isArray(securityGroups)) return;
    const known = securityGroups.filter((group) => !isUnknown(group));
    const twice = known.filter((group, index) => known.indexOf(group) < index);
    for (const group of new Set(twice)) report(`securityGroups has ${show(group)} twice: leave one out.`);
}

/** Without the names of groups that are given by their id as well. */
export function eachGroupOnce(groups: readonly string[], names: ReadonlyMap<string, string>): string[] {
    const byId = groups.filter(isUuid).map((id) => names.get(id));
    return groups.filter((group) => isUuid(group) || !byId.includes(group));
}

/** What a request for a server may give; asks the cloud only where groups are named in both ways. */
export async function groupsToGive(
    cloud: RegionClient,
    groups: readonly string[] | undefined,
): Promise<string[] | undefined> {
    const isMixed = groups?.some(isUuid) && !groups.every(isUuid);
    return groups && (isMixed ? eachGroupOnce(groups, await namesOfGroups(cloud, groups)) : [...groups]);
}

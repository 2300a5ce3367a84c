import { isUuid } from "../api/uuid";
import type { RegionClient } from "../cloud/regionClient";
import { kindOf, labelOf } from "./urn";

/** Something attached to a server on behalf of a resource; it exists once, however many resources hold it. */
export interface Holding {
    what: "volume" | "security group";
    serverId: string;
    /** The id of a volume, or the name or id of a security group. */
    value: string;
}

/** What a resource holds on servers. */
export interface Holdings {
    all: readonly Holding[];
    /** Servers that must not have other security groups. */
    exclusiveOn?: readonly string[];
}

interface Holder extends Holdings {
    urn: string;
    /** Its URN before the program gave it an alias. */
    formerUrn: unknown;
}

const verbs = { volume: "attached", "security group": "added" } as const satisfies Record<
    Holding["what"],
    string
>;

/**
 * What the resources of the program hold, as far as they were registered in this run. A destroy registers none, so nothing
 * keeps it from deleting everything.
 */
export class Holders {
    private readonly byUrn = new Map<string, Holder>();

    set(urn: string, holdings: Holdings, formerUrn?: unknown): void {
        this.byUrn.set(urn, {
            ...holdings,
            urn,
            // The second check of a replacement does not get it again.
            formerUrn: formerUrn ?? this.byUrn.get(urn)?.formerUrn,
        });
    }

    /** Another resource of the program that holds it too. */
    async other(urn: string | undefined, holding: Holding, cloud: RegionClient): Promise<string | undefined> {
        for (const holder of this.others(urn))
            if (await holds(holder, holding, cloud)) return labelOf(holder.urn);
        return undefined;
    }

    /** Why a resource cannot hold it along with the others of the program. */
    async refusal(urn: string, holding: Holding, cloud: RegionClient): Promise<string | undefined> {
        const { what, value, serverId } = holding;
        for (const other of this.others(urn)) {
            const label = labelOf(other.urn);
            const isHeld = await holds(other, holding, cloud);
            if (isHeld && kindOf(other.urn) === kindOf(urn))
                return `${what} "${value}" is already ${verbs[what]} to server ${serverId} by ${label}: keep only one of the two.`;
            if (!isHeld && what === "security group" && other.exclusiveOn?.includes(serverId))
                return `${what} "${value}" is not in securityGroups of ${label}, whose securityGroupsMode is "exclusive": add it there.`;
        }
        return undefined;
    }

    private others(urn: string | undefined): Holder[] {
        return [...this.byUrn.values()].filter((holder) => holder.urn !== urn && holder.formerUrn !== urn);
    }
}

async function holds({ all }: Holder, holding: Holding, cloud: RegionClient): Promise<boolean> {
    for (const held of all) if (await isSame(held, holding, cloud)) return true;
    return false;
}

/** Asks the cloud only if one has the name of a group and the other its id. */
async function isSame(left: Holding, right: Holding, cloud: RegionClient): Promise<boolean> {
    if (left.what !== right.what || left.serverId !== right.serverId) return false;
    if (left.value === right.value) return true;
    if (left.what === "volume" || isUuid(left.value) === isUuid(right.value)) return false;
    const [id, name] = isUuid(left.value) ? [left.value, right.value] : [right.value, left.value];
    return (await cloud.groupName(id)) === name;
}

import { ApiError } from "../../api/errors";
import { type Member, oldestFirst, zoneOf } from "./members";

/** How clouds say that no host of a zone can take a server: as the fault of the server, or in response to the request. */
const noHost = /no valid host was found/i;
const noZone = /availability zone is not available/i;

/** A fault need not be shown: without one, a server that failed to build may fit another zone. */
export function saysNoRoom(fault: string | undefined): boolean {
    return fault === undefined || noHost.test(fault);
}

export function refusesZone(error: unknown): error is ApiError {
    return error instanceof ApiError && (noHost.test(error.reason) || noZone.test(error.reason));
}

/** The zones that a fleet is spread over; without any, the cloud or `availabilityZone` decides, and nothing is balanced. */
export class Zones {
    private readonly names: readonly string[];
    private readonly full = new Set<string>();

    constructor(names: readonly string[] = []) {
        this.names = [...new Set(names)];
    }

    /** Whether new servers can be created, as far as is known. */
    get haveRoom(): boolean {
        return this.names.some((zone) => !this.isFull(zone));
    }

    /** Nothing more is requested there until a server is deleted from it. */
    close(zone: string): void {
        this.full.add(zone);
    }

    reopen(zone: string | undefined): void {
        if (zone !== undefined) this.full.delete(zone);
    }

    /** The emptiest zone, by the servers that stay, and its share of the missing ones. */
    next(missing: number, staying: readonly Member[], all: readonly Member[]) {
        const stayingIn = sizesOf(staying);
        const allIn = sizesOf(all);
        const [first, ...others] = this.names
            .filter((zone) => !this.isFull(zone))
            .map((zone) => ({ zone, size: stayingIn.get(zone) ?? 0, all: allIn.get(zone) ?? 0, count: 0 }))
            .sort((left, right) => left.size - right.size || left.all - right.all);
        if (!first) return { zone: undefined, count: missing };
        for (let share = 0; share < missing; share++) {
            const emptiest = others.reduce((best, one) => (one.size < best.size ? one : best), first);
            emptiest.size++;
            emptiest.count++;
        }
        return { zone: first.zone, count: first.count };
    }

    /** From a zone that needs room, or else from the one with the most servers; there the newest first. */
    inOrderOfDeletion(candidates: readonly Member[], all: readonly Member[]): Member[] {
        const left = [...candidates].sort(oldestFirst).reverse();
        if (this.names.length === 0) return left;
        const sizes = sizesOf(all);
        const sizeOf = (zone: string | undefined) =>
            this.isFull(zone) ? Number.POSITIVE_INFINITY : (sizes.get(zone) ?? 0);
        const ordered: Member[] = [];
        while (left.length > 0) {
            const next = left.reduce((best, one) =>
                sizeOf(zoneOf(one)) > sizeOf(zoneOf(best)) ? one : best,
            );
            left.splice(left.indexOf(next), 1);
            sizes.set(zoneOf(next), sizeOf(zoneOf(next)) - 1);
            ordered.push(next);
        }
        return ordered;
    }

    private isFull(zone: string | undefined): boolean {
        return zone !== undefined && this.full.has(zone);
    }

    toString(): string {
        return this.names.join(", ");
    }
}

function sizesOf(members: readonly Member[]): Map<string | undefined, number> {
    const sizes = new Map<string | undefined, number>();
    for (const zone of members.map(zoneOf)) sizes.set(zone, (sizes.get(zone) ?? 0) + 1);
    return sizes;
}

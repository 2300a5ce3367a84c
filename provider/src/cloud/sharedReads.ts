import type { Clock } from "../api/clock";
import type { Services } from "./services";

/** Up to this many reads are requests of their own; more share one list. */
const readOneByOne = 4;

/** How long a list is used for reads. */
const freshForMs = 10_000;

/** Shares one list among many reads of a kind, such as those of a refresh. */
export class SharedReads<T extends { id: string }> {
    private reads: number[] = [];
    private listed: { at: number; found: Promise<ReadonlyMap<string, T>> } | undefined;
    private isStopped = false;

    constructor(
        private readonly list: () => Promise<readonly T[]>,
        private readonly clock: Clock,
    ) {}

    /** Undefined if it has to be read by itself: if there are only a few reads, or it is not in the list, or the list fails. */
    async find(id: string): Promise<T | undefined> {
        if (this.isStopped) return undefined;
        const now = this.clock.now();
        const isFresh = (at: number) => now - at <= freshForMs;
        if (!this.listed || !isFresh(this.listed.at)) {
            this.reads = [...this.reads.filter(isFresh), now];
            if (this.reads.length <= readOneByOne) return undefined;
            this.listed = { at: now, found: this.listById() };
        }
        return (await this.listed.found).get(id);
    }

    /** After the first change of a run, a list may be out of date. */
    stop(): void {
        this.isStopped = true;
    }

    private async listById(): Promise<ReadonlyMap<string, T>> {
        const all = await this.list().catch(() => []);
        return new Map(all.map((one) => [one.id, one]));
    }
}

/** Where a list has all that a read needs. */
export function sharedReads(services: Services, clock: Clock) {
    const { servers, keypairs, volumes, floatingIps, serverGroups } = services;
    return {
        /** Without those in ERROR, since a list lacks the fault. */
        servers: new SharedReads(
            async () => (await servers.list()).filter(({ status }) => status !== "ERROR"),
            clock,
        ),
        /** By name. The list has neither userId nor createdAt. */
        keypairs: new SharedReads(
            async () => (await keypairs.list()).map((keypair) => ({ ...keypair, id: keypair.name })),
            clock,
        ),
        volumes: new SharedReads(() => volumes.list(), clock),
        floatingIps: new SharedReads(() => floatingIps.list(), clock),
        serverGroups: new SharedReads(() => serverGroups.list(), clock),
    };
}

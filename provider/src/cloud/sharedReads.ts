import type { Clock } from "../api/clock";

/** Up to this many reads are requests of their own; more share one list. */
const readOneByOne = 4;

/** How long a list answers reads. */
const freshForMs = 10_000;

/** Reads of many things of a kind, as a refresh makes them. */
export class SharedReads<T extends { id: string }> {
    private reads: number[] = [];
    private listed: { at: number; found: Promise<ReadonlyMap<string, T>> } | undefined;
    private isStopped = false;

    constructor(
        private readonly list: () => Promise<readonly T[]>,
        private readonly clock: Clock,
    ) {}

    /** Undefined where it has to be asked for by itself: among a few reads, or where the list lacks it or fails. */
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

    /** From the first change of a run on, a list may be older than what is asked for. */
    stop(): void {
        this.isStopped = true;
    }

    private async listById(): Promise<ReadonlyMap<string, T>> {
        const all = await this.list().catch(() => []);
        return new Map(all.map((one) => [one.id, one]));
    }
}

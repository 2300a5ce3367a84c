import type { Clock } from "../api/clock";

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

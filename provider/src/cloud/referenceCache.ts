import { hasCode } from "../api/errors";
import { isSegment } from "../api/paths";
import { PromiseCache } from "./promiseCache";

/** Something that a program can name. */
export interface Entry {
    id: string;
    name: string;
}

export interface ReferenceSource<T extends Entry> {
    /** Undefined where the cloud has no such list. */
    list(): Promise<readonly T[] | undefined>;
    /** Asks for one alone, which may be younger than the list, or one that no list shows. */
    one(value: string): Promise<readonly T[]>;
    /** Whether a name does as well as an id. */
    byName?: true;
}

/** What exists of one kind in a region: listed once a run, and undefined where the cloud does not say. */
export class ReferenceCache<T extends Entry> {
    private listed: Promise<readonly T[] | undefined> | undefined;
    private readonly asked = new PromiseCache<readonly T[] | undefined>();
    private readonly announced: T[] = [];

    constructor(private readonly source: ReferenceSource<T>) {}

    all(): Promise<readonly T[] | undefined> {
        this.listed ??= unlessRefused(this.source.list());
        return this.listed;
    }

    /** All that a value names; what the list lacks is asked for by itself before it counts as missing. */
    async find(value: string): Promise<readonly T[] | undefined> {
        const listed = await this.all();
        if (!listed) return undefined;
        const found = this.named(value, [...listed, ...this.announced]);
        if (found.length > 0) return found;
        // What no path leads to does not exist; a name is asked for in a query.
        if (!this.source.byName && !isSegment(value)) return [];
        const alone = await this.asked.get(value, () => unlessRefused(this.source.one(value)));
        return alone && this.named(value, alone);
    }

    /** What the program itself makes exists when it is needed. */
    announce(entry: T): void {
        this.announced.push(entry);
    }

    /** An id goes before a name, as it does in Nova. */
    private named(value: string, entries: readonly T[]): readonly T[] {
        const byId = entries.filter(({ id }) => id === value);
        if (byId.length > 0 || !this.source.byName) return byId;
        return entries.filter(({ name }) => name === value);
    }
}

/** A list that may not be asked for, or that fails, says nothing; whether the cloud can be asked at all is another question. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (hasCode(error, "unauthorized", "untrusted", "unreachable", "no_answer")) throw error;
        return undefined;
    }
}

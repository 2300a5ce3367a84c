import { hasCode } from "../api/errors";
import { isSegment } from "../api/paths";
import { PromiseCache } from "./promiseCache";

/** Something that a program can refer to. */
export interface Entry {
    id: string;
    name: string;
}

export interface ReferenceSource<T extends Entry> {
    /** Undefined if the cloud has no such list. */
    list(): Promise<readonly T[] | undefined>;
    /** Reads one by itself, since it may be newer than the list, or in no list. */
    one(value: string): Promise<readonly T[]>;
    /** Whether a name is accepted as well as an id. */
    byName?: true;
}

/** What exists of one kind in a region, listed once per run; undefined if the cloud does not tell. */
export class ReferenceCache<T extends Entry> {
    private listed: Promise<readonly T[] | undefined> | undefined;
    private readonly asked = new PromiseCache<readonly T[] | undefined>();
    private readonly announced: T[] = [];

    constructor(private readonly source: ReferenceSource<T>) {}

    all(): Promise<readonly T[] | undefined> {
        this.listed ??= unlessRefused(this.source.list());
        return this.listed;
    }

    /** All matches of a value; what is not in the list is read by itself before it counts as missing. */
    async find(value: string): Promise<readonly T[] | undefined> {
        const listed = await this.all();
        if (!listed) return undefined;
        const found = this.named(value, [...listed, ...this.announced]);
        if (found.length > 0) return found;
        // An id that cannot be part of a URL does not exist; a name is sent in the query.
        if (!this.source.byName && !isSegment(value)) return [];
        const alone = await this.asked.get(value, () => unlessRefused(this.source.one(value)));
        return alone && this.named(value, alone);
    }

    /** Adds what the program itself creates: it will exist when it is needed. */
    announce(entry: T): void {
        this.announced.push(entry);
    }

    /** An id takes precedence over a name, as in Nova. */
    private named(value: string, entries: readonly T[]): readonly T[] {
        const byId = entries.filter(({ id }) => id === value);
        if (byId.length > 0 || !this.source.byName) return byId;
        return entries.filter(({ name }) => name === value);
    }
}

/** Undefined if the request is refused or fails; throws if the cloud is unreachable or refuses the credentials. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (hasCode(error, "unauthorized", "untrusted", "unreachable", "no_answer")) throw error;
        return undefined;
    }
}

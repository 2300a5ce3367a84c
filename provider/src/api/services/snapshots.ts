import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { identifier, listOf, number, object, optional, type Shaped, text } from "../shapes";

/** Of a volume. */
export interface Snapshot {
    id: string;
    name: string;
    /** GB. */
    size: number;
}

const wireSnapshot = object({ id: identifier, name: optional(text), size: optional(number) });
const snapshotDocument = object({ snapshot: wireSnapshot });
const snapshotsDocument = object({ snapshots: listOf(wireSnapshot) });

export class Snapshots {
    constructor(private readonly blockStorage: ServiceClient) {}

    async get(id: string): Promise<Snapshot | undefined> {
        const document = await orUndefined(
            this.blockStorage.read(snapshotDocument, "GET", ["snapshots", id]),
        );
        return document && fromWire(document.snapshot);
    }

    /** The first page: the guide tells of no others. */
    async list(): Promise<Snapshot[]> {
        const document = await this.blockStorage.read(snapshotsDocument, "GET", ["snapshots"]);
        return document.snapshots.map(fromWire);
    }
}

function fromWire({ id, name, size }: Shaped<typeof wireSnapshot>): Snapshot {
    return { id, name: name ?? "", size: size ?? 0 };
}

import { orUndefined } from "./errors";
import { pageSize } from "./pages";
import type { Service } from "./session";

export interface Image {
    id: string;
    name: string;
    isWindows: boolean;
    status: string;
    visibility: string;
    minDisk: number;
    minRam: number;
    /** Undefined while the image is being made. */
    sizeBytes: number | undefined;
    isProtected: boolean;
    created: string;
    updated: string;
    /** The project that it belongs to. */
    owner: string | undefined;
    /** All that the cloud shows of it: what was given as metadata stands beside its own fields. */
    properties: Readonly<Record<string, unknown>>;
}

export interface ImageFilters {
    name?: string | undefined;
    visibility?: string | undefined;
    status?: string | undefined;
}

interface WireImage {
    id: string;
    name: string | null;
    os_type?: string;
    status: string;
    visibility: string;
    min_disk?: number;
    min_ram?: number;
    size?: number | null;
    protected?: boolean;
    created_at?: string;
    updated_at?: string;
    owner?: string | null;
    [property: string]: unknown;
}

export class Images {
    constructor(private readonly image: Service) {}

    async get(id: string): Promise<Image | undefined> {
        const answer = await orUndefined(this.image("GET", `/images/${encodeURIComponent(id)}`));
        return answer && fromWire(answer.body as WireImage);
    }

    /** False where the image was gone already. */
    async delete(id: string): Promise<boolean> {
        return (await orUndefined(this.image("DELETE", `/images/${encodeURIComponent(id)}`))) !== undefined;
    }

    /** Returns it as it then is. */
    async rename(id: string, name: string): Promise<Image> {
        const answer = await this.image("PATCH", `/images/${encodeURIComponent(id)}`, {
            body: [{ op: "replace", path: "/name", value: name }],
            headers: { "Content-Type": "application/openstack-images-v2.1-json-patch" },
        });
        return fromWire(answer.body as WireImage);
    }

    /** All pages: each names the next by its address. */
    async list({ name, visibility, status }: ImageFilters = {}): Promise<Image[]> {
        const found: Image[] = [];
        let query: Record<string, string | number | undefined> = {
            name,
            visibility,
            status,
            limit: pageSize,
        };
        for (;;) {
            const answer = await this.image("GET", "/images", { query });
            const { images, next } = answer.body as { images: WireImage[]; next?: string };
            found.push(...images.map(fromWire));
            if (next === undefined || images.length === 0) return found;
            // Only its query: the address begins where the cloud thinks that it is.
            query = Object.fromEntries(new URL(next, "http://image").searchParams);
        }
    }
}

function fromWire(wire: WireImage): Image {
    return {
        id: wire.id,
        name: wire.name ?? "",
        isWindows: wire.os_type?.toLowerCase() === "windows",
        status: wire.status,
        visibility: wire.visibility,
        minDisk: wire.min_disk ?? 0,
        minRam: wire.min_ram ?? 0,
        sizeBytes: wire.size ?? undefined,
        isProtected: wire.protected ?? false,
        created: wire.created_at ?? "",
        updated: wire.updated_at ?? "",
        owner: wire.owner ?? undefined,
        properties: wire,
    };
}

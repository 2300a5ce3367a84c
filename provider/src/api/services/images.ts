import { isHttp } from "../auth/catalogue";
import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { oneLine } from "../oneLine";
import { assertGoesOn, pageSize } from "../pages";
import {
    boolean,
    identifier,
    listOf,
    number,
    object,
    optional,
    type Shape,
    type Shaped,
    text,
} from "../shapes";

export interface Image {
    id: string;
    name: string;
    isWindows: boolean;
    status: string;
    visibility: string;
    minDisk: number;
    minRam: number;
    /** Undefined while the image is being created. */
    sizeBytes: number | undefined;
    isProtected: boolean;
    created: string;
    updated: string;
    /** The owning project. */
    owner: string | undefined;
    tags: string[];
    /** All fields, including custom properties. */
    properties: Readonly<Record<string, unknown>>;
}

export interface ImageFilters {
    name?: string | undefined;
    visibility?: string | undefined;
    status?: string | undefined;
}

const wireImage = object({
    id: identifier,
    name: optional(text),
    os_type: optional(text),
    status: text,
    visibility: text,
    min_disk: optional(number),
    min_ram: optional(number),
    size: optional(number),
    protected: optional(boolean),
    created_at: optional(text),
    updated_at: optional(text),
    owner: optional(text),
    tags: optional(listOf(text)),
});
/** A base for relative URLs. */
const anyHost = "http://host";
/** The URL of the next page. Only its query is used, since the host may be the cloud's internal one. */
const pageLink: Shape<string> = (value): value is string => text(value) && isHttp(value, anyHost);
const imagesDocument = object({ images: listOf(wireImage), next: optional(pageLink) });
export class Images {
    constructor(private readonly image: ServiceClient) {}

    async get(id: string): Promise<Image | undefined> {
        const document = await orUndefined(this.image.read(wireImage, "GET", ["images", id]));
        return document && fromWire(document);
    }

    /** False if the image did not exist. */
    async delete(id: string): Promise<boolean> {
        return (await orUndefined(this.image.send("DELETE", ["images", id]))) !== undefined;
    }

    async tag(id: string, tag: string): Promise<void> {
        await this.image.send("PUT", ["images", id, "tags", tag]);
    }

    /** Returns the renamed image. */
    async rename(id: string, name: string): Promise<Image> {
        const request = {
            body: [{ op: "replace", path: "/name", value: name }],
            headers: { "Content-Type": "application/openstack-images-v2.1-json-patch" },
        };
        return fromWire(await this.image.read(wireImage, "PATCH", ["images", id], request));
    }

    /** All pages: each has the URL of the next. */
    async list({ name, visibility, status }: ImageFilters = {}): Promise<Image[]> {
        const found: Image[] = [];
        let query: Record<string, string | number | undefined> = {
            name,
            visibility,
            status,
            limit: pageSize,
        };
        for (;;) {
            const { images, next } = await this.image.read(imagesDocument, "GET", ["images"], { query });
            assertGoesOn(["images"], found, images);
            found.push(...images.map(fromWire));
            if (!next || images.length === 0) return found;
            query = Object.fromEntries(new URL(next, anyHost).searchParams);
        }
    }
}

function fromWire(wire: Shaped<typeof wireImage>): Image {
    return {
        id: wire.id,
        name: wire.name ?? "",
        isWindows: wire.os_type?.toLowerCase() === "windows",
        status: oneLine(wire.status),
        visibility: wire.visibility,
        minDisk: wire.min_disk ?? 0,
        minRam: wire.min_ram ?? 0,
        sizeBytes: wire.size ?? undefined,
        isProtected: wire.protected ?? false,
        created: wire.created_at ?? "",
        updated: wire.updated_at ?? "",
        owner: wire.owner ?? undefined,
        tags: wire.tags ?? [],
        properties: wire,
    };
}

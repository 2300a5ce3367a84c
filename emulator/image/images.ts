import { toSeconds } from "../cloud/clock";
import type { ImageRecord } from "../cloud/records";
import { checksumOf } from "../compute/imageProxy";
import { badRequest, Refusal } from "../http/errors";
import type { Answer, RegionCall, Route } from "../http/router";

/** Glance answers in HTML unless it is asked for JSON. */
function refuse({ headers }: RegionCall, status: number, title: string, message: string): Refusal {
    if (String(headers.accept).includes("json")) {
        return new Refusal(status, {
            message: `${message}<br /><br />\n\n\n`,
            code: `${status} ${title}`,
            title,
        });
    }
    const page = `<html>\n <head>\n  <title>${status} ${title}</title>\n </head>\n <body>\n  <h1>${status} ${title}</h1>\n  ${message}<br /><br />\n </body>\n</html>`;
    return new Refusal(status, page, { "Content-Type": "text/html; charset=UTF-8" });
}

export function renderImage(image: ImageRecord): Record<string, unknown> {
    return {
        ...image.properties,
        name: image.name,
        disk_format: image.diskFormat,
        container_format: "bare",
        visibility: image.visibility,
        size: image.sizeBytes,
        virtual_size: null,
        status: image.status,
        checksum: image.status === "active" ? checksumOf(image) : null,
        protected: image.protected,
        min_ram: image.minRamMb,
        min_disk: image.minDiskGb,
        owner: image.owner,
        os_hidden: false,
        os_hash_algo: null,
        os_hash_value: null,
        id: image.id,
        created_at: toSeconds(image.created),
        updated_at: toSeconds(image.updated),
        tags: image.tags ?? [],
        self: `/v2/images/${image.id}`,
        file: `/v2/images/${image.id}/file`,
        schema: "/v2/schemas/image",
    };
}

const NOT_FILTERS = new Set([
    "limit",
    "marker",
    "sort",
    "sort_key",
    "sort_dir",
    "member_status",
    "os_hidden",
]);

function fits(image: ImageRecord, query: URLSearchParams): boolean {
    const rendered = renderImage(image);
    return [...query].every(([key, value]) => {
        if (NOT_FILTERS.has(key)) return true;
        if (value.startsWith("in:")) return value.slice(3).split(",").includes(String(rendered[key]));
        return String(rendered[key]) === value;
    });
}

/** The same list from its beginning, or behind the marker. */
function pagePath(call: RegionCall, marker?: string): string {
    const query = new URLSearchParams(call.query);
    query.delete("marker");
    if (marker !== undefined) query.set("marker", marker);
    return query.size > 0 ? `/v2/images?${query}` : "/v2/images";
}

function limitOf(call: RegionCall): number {
    const text = call.query.get("limit") ?? "100";
    if (/^\d+$/.test(text)) return Number(text);
    const what = /^-\d+$/.test(text) ? "positive" : "an integer";
    throw refuse(call, 400, "Bad Request", `limit param must be ${what}`);
}

function listImages(call: RegionCall): Answer {
    const all = [...call.region.images.values()]
        .filter((image) => fits(image, call.query))
        .sort((one, other) => other.sequence - one.sequence);
    const limit = Math.min(limitOf(call), 1000, call.state.pageCap);
    const marker = call.query.get("marker");
    const at = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    if (marker !== null && at === 0) throw badRequest("The provided marker is not available.");
    const images = all.slice(at, at + limit);
    const last = images.at(-1);
    const more = last !== undefined && images.length === limit && images.length > 0;
    const next = more ? { next: pagePath(call, last.id) } : {};
    const body = {
        images: images.map(renderImage),
        first: pagePath(call),
        schema: "/v2/schemas/images",
        ...next,
    };
    return { status: 200, body };
}

function find(call: RegionCall): ImageRecord {
    const id = call.param("id");
    const image = call.region.images.get(id);
    if (!image) throw refuse(call, 404, "Not Found", `No image found with ID ${id}`);
    return image;
}

function getImage(call: RegionCall): Answer {
    return { status: 200, body: renderImage(find(call)) };
}

const PATCH_TYPE = "application/openstack-images-v2.1-json-patch";

/** Of what Glance can change, only the name. */
function patchImage(call: RegionCall): Answer {
    const image = find(call);
    if (!String(call.headers["content-type"]).startsWith(PATCH_TYPE)) {
        throw refuse(call, 415, "Unsupported Media Type", "The server does not support the media type.");
    }
    const changes = Array.isArray(call.body) ? call.body : [];
    for (const { op, path, value } of changes as { op?: unknown; path?: unknown; value?: unknown }[]) {
        if (op !== "replace" || path !== "/name" || typeof value !== "string") {
            throw refuse(call, 400, "Bad Request", "Only the name can be replaced here.");
        }
        image.name = value;
        image.updated = call.region.timeline.time;
    }
    return { status: 200, body: renderImage(image) };
}

function deleteImage(call: RegionCall): Answer {
    const image = find(call);
    if (image.protected) {
        throw refuse(call, 403, "Forbidden", `Image ${image.id} is protected and cannot be deleted.`);
    }
    call.region.timeline.cancel(image.id);
    call.region.images.delete(image.id);
    return { status: 204 };
}

function tagImage(call: RegionCall): Answer {
    const image = find(call);
    image.tags = [...new Set([...(image.tags ?? []), call.param("tag")])];
    return { status: 204 };
}

export const imageRoutes: Route<RegionCall>[] = [
    { method: "GET", pattern: "/images", handle: listImages },
    { method: "GET", pattern: "/images/:id", handle: getImage },
    { method: "PATCH", pattern: "/images/:id", handle: patchImage },
    { method: "PUT", pattern: "/images/:id/tags/:tag", handle: tagImage },
    { method: "DELETE", pattern: "/images/:id", handle: deleteImage },
];

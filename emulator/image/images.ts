import { TENANT_ID } from "../cloud/account";
import { newId } from "../cloud/ids";
import type { ImageRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { formatSeconds } from "../cloud/timestamps";
import { badRequest } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";
import { glanceError } from "./errors";

export function addImage(region: Region, given: Partial<ImageRecord> & { name: string }): ImageRecord {
    const { time } = region.timeline;
    const image: ImageRecord = {
        id: newId(),
        sequence: region.nextSequence(),
        status: "queued",
        visibility: "private",
        sizeBytes: null,
        minDiskGb: 10,
        minRamMb: 0,
        protected: false,
        diskFormat: "qcow2",
        created: time,
        updated: time,
        properties: {},
        owner: TENANT_ID,
        serverId: null,
        ...given,
    };
    region.images.set(image.id, image);
    return image;
}

function setStatus(region: Region, image: ImageRecord, status: string): void {
    image.status = status;
    image.updated = region.timeline.time;
}

/** The image goes through queued and saving to active; `done` is called when it is active. */
export function saveImage(region: Region, image: ImageRecord, sizeGb: number, done: () => void): void {
    const { timeline, seconds } = region;
    timeline.after(image.id, seconds.image * 0.3, () => setStatus(region, image, "saving"));
    timeline.after(image.id, seconds.image, () => {
        image.sizeBytes = sizeGb * 1024 ** 3;
        setStatus(region, image, "active");
        done();
    });
}

/** Not a real checksum, but one that never changes. */
export function checksumOf({ id }: ImageRecord): string {
    return id.replaceAll("-", "");
}

function renderImage(image: ImageRecord): Record<string, unknown> {
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
        created_at: formatSeconds(image.created),
        updated_at: formatSeconds(image.updated),
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

function matches(image: ImageRecord, query: URLSearchParams): boolean {
    const rendered = renderImage(image);
    return [...query].every(([key, value]) => {
        if (NOT_FILTERS.has(key)) return true;
        if (value.startsWith("in:")) return value.slice(3).split(",").includes(String(rendered[key]));
        return String(rendered[key]) === value;
    });
}

/** The path of the same list, from its beginning or after the marker. */
function pagePath(request: RegionRequest, marker?: string): string {
    const query = new URLSearchParams(request.query);
    query.delete("marker");
    if (marker !== undefined) query.set("marker", marker);
    return query.size > 0 ? `/v2/images?${query}` : "/v2/images";
}

function readLimit(request: RegionRequest): number {
    const text = request.query.get("limit") ?? "100";
    if (/^\d+$/.test(text)) return Number(text);
    const what = /^-\d+$/.test(text) ? "positive" : "an integer";
    throw glanceError(request, 400, "Bad Request", `limit param must be ${what}`);
}

export function listImages(request: RegionRequest): ApiResponse {
    const all = [...request.region.images.values()]
        .filter((image) => matches(image, request.query))
        .sort((one, other) => other.sequence - one.sequence);
    const limit = Math.min(readLimit(request), 1000, request.state.pageCap);
    const marker = request.query.get("marker");
    const at = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    if (marker !== null && at === 0) throw badRequest("The provided marker is not available.");
    const images = all.slice(at, at + limit);
    const last = images.at(-1);
    const more = last !== undefined && images.length === limit && images.length > 0;
    const next = more ? { next: pagePath(request, last.id) } : {};
    const body = {
        images: images.map(renderImage),
        first: pagePath(request),
        schema: "/v2/schemas/images",
        ...next,
    };
    return { status: 200, body };
}

function find(request: RegionRequest): ImageRecord {
    const id = request.param("id");
    const image = request.region.images.get(id);
    if (!image) throw glanceError(request, 404, "Not Found", `No image found with ID ${id}`);
    return image;
}

export function getImage(request: RegionRequest): ApiResponse {
    return { status: 200, body: renderImage(find(request)) };
}

const PATCH_TYPE = "application/openstack-images-v2.1-json-patch";

/** Glance can change more; here only the name. */
export function patchImage(request: RegionRequest): ApiResponse {
    const image = find(request);
    if (!String(request.headers["content-type"]).startsWith(PATCH_TYPE)) {
        throw glanceError(
            request,
            415,
            "Unsupported Media Type",
            "The server does not support the media type.",
        );
    }
    const changes = Array.isArray(request.body) ? request.body : [];
    for (const { op, path, value } of changes as { op?: unknown; path?: unknown; value?: unknown }[]) {
        if (op !== "replace" || path !== "/name" || typeof value !== "string") {
            throw glanceError(request, 400, "Bad Request", "Only the name can be replaced on this cloud.");
        }
        image.name = value;
        image.updated = request.region.timeline.time;
    }
    return { status: 200, body: renderImage(image) };
}

export function deleteImage(request: RegionRequest): ApiResponse {
    const image = find(request);
    if (image.protected) {
        throw glanceError(request, 403, "Forbidden", `Image ${image.id} is protected and cannot be deleted.`);
    }
    request.region.timeline.cancel(image.id);
    request.region.images.delete(image.id);
    return { status: 204 };
}

export function tagImage(request: RegionRequest): ApiResponse {
    const image = find(request);
    image.tags = [...new Set([...(image.tags ?? []), request.param("tag")])];
    return { status: 204 };
}

import type { ImageRecord } from "../cloud/records";
import { formatSeconds } from "../cloud/timestamps";
import { notFound } from "../http/errors";
import { links } from "../http/links";
import type { ApiResponse, RegionRequest } from "../http/router";

/** Nova's old proxy of Glance: images in Nova's own shape. */
const PROXY_STATUS: Record<string, string> = {
    active: "ACTIVE",
    queued: "SAVING",
    saving: "SAVING",
    deleted: "DELETED",
};

function renderProxyImage(request: RegionRequest, image: ImageRecord): unknown {
    const { serverId: server } = image;
    return {
        id: image.id,
        name: image.name,
        minRam: image.minRamMb,
        minDisk: image.minDiskGb,
        metadata: image.properties,
        created: formatSeconds(image.created),
        updated: formatSeconds(image.updated),
        status: PROXY_STATUS[image.status] ?? "UNKNOWN",
        progress: image.status === "active" ? 100 : 25,
        "OS-EXT-IMG-SIZE:size": image.sizeBytes ?? 0,
        links: links(request, "images", image.id),
        ...(server === null ? {} : { server: { id: server, links: links(request, "servers", server) } }),
    };
}

export function listProxyImages(request: RegionRequest): ApiResponse {
    const images = [...request.region.images.values()].map((image) => renderProxyImage(request, image));
    return { status: 200, body: { images } };
}

export function getProxyImage(request: RegionRequest): ApiResponse {
    const image = request.region.images.get(request.param("id"));
    if (!image) throw notFound("Image not found.");
    return { status: 200, body: { image: renderProxyImage(request, image) } };
}

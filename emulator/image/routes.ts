import type { RegionRequest, Route } from "../http/router";
import { deleteImage, getImage, listImages, patchImage, tagImage } from "./images";

export const imageRoutes: Route<RegionRequest>[] = [
    { method: "GET", pattern: "/images", handle: listImages },
    { method: "GET", pattern: "/images/:id", handle: getImage },
    { method: "PATCH", pattern: "/images/:id", handle: patchImage },
    { method: "PUT", pattern: "/images/:id/tags/:tag", handle: tagImage },
    { method: "DELETE", pattern: "/images/:id", handle: deleteImage },
];

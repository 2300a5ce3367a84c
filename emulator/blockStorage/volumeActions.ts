import type { VolumeRecord } from "../cloud/records";
import { formatMicroseconds } from "../cloud/timestamps";
import { badRequest } from "../http/errors";
import { entryOf, isTrue, type JsonObject, objectAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { validate } from "../http/validation";
import { addImage, saveImage } from "../image/images";
import { findVolume } from "./volumes";

function uploadImage(request: RegionRequest, volume: VolumeRecord, given: JsonObject): ApiResponse {
    const { region } = request;
    const before = volume.status;
    if (before !== "available" && !(before === "in-use" && isTrue(given.force))) {
        throw badRequest(
            `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${before}.`,
        );
    }
    const format = textAt(given, "disk_format") ?? "raw";
    const properties = { ...region.images.get(volume.imageId ?? "")?.properties, image_type: "volume" };
    const image = addImage(region, {
        name: textAt(given, "image_name") ?? "",
        diskFormat: format,
        minDiskGb: volume.sizeGb,
        properties,
    });
    volume.status = "uploading";
    saveImage(region, image, volume.sizeGb, () => {
        if (volume.status === "uploading") volume.status = before;
    });
    const upload = {
        id: volume.id,
        updated_at: volume.updated === null ? null : formatMicroseconds(volume.updated),
        status: volume.status,
        display_description: volume.description,
        size: volume.sizeGb,
        volume_type: volume.type,
        image_id: image.id,
        disk_format: format,
        container_format: textAt(given, "container_format") ?? "bare",
        image_name: image.name,
    };
    return { status: 202, body: { "os-volume_upload_image": upload } };
}

const VERIFY = "Verify the request body and Content-Type header and try again.";

const ACTIONS: Record<
    string,
    (request: RegionRequest, volume: VolumeRecord, given: JsonObject) => ApiResponse
> = {
    "os-volume_upload_image": uploadImage,
    "os-extend": (_call, volume, given) => {
        volume.sizeGb = Math.max(volume.sizeGb, Number(given.new_size));
        return { status: 202 };
    },
    "os-set_bootable": (_call, volume, given) => {
        volume.bootable = isTrue(given.bootable);
        return { status: 200 };
    },
};

export function runVolumeAction(request: RegionRequest): ApiResponse {
    const volume = findVolume(request);
    const body = validate(request.body, {});
    const [key, ...more] = Object.keys(body);
    if (key === undefined || more.length > 0) throw badRequest("Malformed request body");
    const action = entryOf(ACTIONS, key);
    if (!action) throw badRequest(`There is no such action: ${key}. ${VERIFY}`);
    return action(request, volume, objectAt(body, key));
}

import { TENANT_NAME, USER_ID, USERNAME } from "../cloud/account";
import type { ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, forbidden } from "../http/errors";
import { type JsonObject, objectAt, stringValues, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { addImage, saveImage } from "../image/images";
import { flavorOf, isLocal } from "./flavors";
import { MAX_METADATA_ITEMS } from "./metadata";
import { setState } from "./serverState";

function snapshotTasks(region: Region, server: ServerRecord): void {
    const setTask = (taskState: string | null) => () => setState(region, server, { taskState });
    setTask("image_snapshot")();
    region.timeline.after(server.id, region.seconds.image * 0.3, setTask("image_pending_upload"));
    region.timeline.after(server.id, region.seconds.image * 0.5, setTask("image_uploading"));
    region.timeline.after(server.id, region.seconds.image, setTask(null));
}

/** The createImage action. The vendor creates images of local disks only. */
export function createImage(request: RegionRequest, server: ServerRecord, given: JsonObject): ApiResponse {
    const { region } = request;
    const flavor = flavorOf(region, server);
    if (!flavor || !isLocal(flavor)) {
        throw badRequest(
            "Only U2 instance types can be made into an image; upload the root volume of other types instead.",
        );
    }
    const base = region.images.get(server.imageId ?? "");
    const metadata = stringValues(objectAt(given, "metadata"));
    if (Object.keys(metadata).length > MAX_METADATA_ITEMS) throw forbidden("Image metadata limit exceeded");
    const image = addImage(region, {
        name: textAt(given, "name") ?? "",
        minDiskGb: flavor.diskGb,
        serverId: server.id,
        properties: {
            ...base?.properties,
            base_image_ref: server.imageId ?? "",
            owner_user_name: USERNAME,
            owner_project_name: TENANT_NAME,
            instance_uuid: server.id,
            user_id: USER_ID,
            boot_roles: "member",
            image_type: "snapshot",
            ...metadata,
        },
    });
    saveImage(region, image, flavor.diskGb, () => {});
    snapshotTasks(region, server);
    // Without /v2, as Nova writes it.
    const location = `${request.bookmarkRoot.replace(/\/compute.*$/, "/image")}/images/${image.id}`;
    return { status: 202, headers: { Location: location, "Content-Type": "text/html; charset=UTF-8" } };
}

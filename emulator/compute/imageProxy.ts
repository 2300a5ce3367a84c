import { newId, toSeconds } from "../cloud/clock";
import type { ImageRecord, ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { TENANT_ID, TENANT_NAME, USER_ID, USERNAME } from "../cloud/seed";
import { badRequest, forbidden, notFound } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { type JsonObject, objectAt, textAt, texts } from "../http/validation";
import { flavorOf, isLocal } from "./findServer";
import { MOST_ITEMS } from "./metadata";
import { enter } from "./serverState";
import { links } from "./serverView";

export function addImage(region: Region, given: Partial<ImageRecord> & { name: string }): ImageRecord {
    const { time } = region.timeline;
    const image: ImageRecord = {
        id: newId(),
        sequence: region.nextNumber(),
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

function turn(region: Region, image: ImageRecord, status: string): void {
    image.status = status;
    image.updated = region.timeline.time;
}

/** queued, saving, active; done is called when it is active. */
export function saveImage(region: Region, image: ImageRecord, sizeGb: number, done: () => void): void {
    const { timeline, seconds } = region;
    timeline.after(image.id, seconds.image * 0.3, () => turn(region, image, "saving"));
    timeline.after(image.id, seconds.image, () => {
        image.sizeBytes = sizeGb * 1024 ** 3;
        turn(region, image, "active");
        done();
    });
}

function snapshotTasks(region: Region, server: ServerRecord): void {
    const enterTask = (taskState: string | null) => () => enter(region, server, { taskState });
    enterTask("image_snapshot")();
    region.timeline.after(server.id, region.seconds.image * 0.3, enterTask("image_pending_upload"));
    region.timeline.after(server.id, region.seconds.image * 0.5, enterTask("image_uploading"));
    region.timeline.after(server.id, region.seconds.image, enterTask(null));
}

/** The action; the vendor makes images of local disks only. */
export function createImage(call: RegionCall, server: ServerRecord, given: JsonObject): Answer {
    const { region } = call;
    const flavor = flavorOf(region, server);
    if (!flavor || !isLocal(flavor)) {
        throw badRequest(
            "Images can be created of U2 instance types only: use the block storage API for other types.",
        );
    }
    const base = region.images.get(server.imageId ?? "");
    const metadata = texts(objectAt(given, "metadata"));
    if (Object.keys(metadata).length > MOST_ITEMS) throw forbidden("Image metadata limit exceeded");
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
    // Glance without /v2, as Nova writes it.
    const place = `${call.bookmarkRoot.replace(/\/compute.*$/, "/image")}/images/${image.id}`;
    return { status: 202, headers: { Location: place, "Content-Type": "text/html; charset=UTF-8" } };
}

/** Any that is steady does. */
export function checksumOf({ id }: ImageRecord): string {
    return id.replaceAll("-", "");
}

const PROXY_STATUS: Record<string, string> = {
    active: "ACTIVE",
    queued: "SAVING",
    saving: "SAVING",
    deleted: "DELETED",
};

function renderProxyImage(call: RegionCall, image: ImageRecord): unknown {
    const { serverId: server } = image;
    return {
        id: image.id,
        name: image.name,
        minRam: image.minRamMb,
        minDisk: image.minDiskGb,
        metadata: image.properties,
        created: toSeconds(image.created),
        updated: toSeconds(image.updated),
        status: PROXY_STATUS[image.status] ?? "UNKNOWN",
        progress: image.status === "active" ? 100 : 25,
        "OS-EXT-IMG-SIZE:size": image.sizeBytes ?? 0,
        links: links(call, "images", image.id),
        ...(server === null ? {} : { server: { id: server, links: links(call, "servers", server) } }),
    };
}

export function listProxyImages(call: RegionCall): Answer {
    const images = [...call.region.images.values()].map((image) => renderProxyImage(call, image));
    return { status: 200, body: { images } };
}

export function getProxyImage(call: RegionCall): Answer {
    const image = call.region.images.get(call.param("id"));
    if (!image) throw notFound("Image not found.");
    return { status: 200, body: { image: renderProxyImage(call, image) } };
}

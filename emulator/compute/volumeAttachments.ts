import { setVolumeStatus } from "../blockStorage/volumes";
import { newId } from "../cloud/ids";
import type { AttachmentRecord, ServerRecord, VolumeRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, notFound } from "../http/errors";
import { objectAt, textAt } from "../http/json";
import { readCount } from "../http/paging";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
import { deviceName } from "./deviceNames";
import { findServer } from "./findServer";
import { checkState } from "./stateCheck";

const STATES = ["active", "paused", "stopped", "resized", "soft-delete", "shelved", "shelved_offloaded"];

const SCHEMA: Schema = {
    required: ["volumeAttachment"],
    properties: {
        volumeAttachment: {
            type: "object",
            required: ["volumeId"],
            properties: { volumeId: { type: "string", uuid: true }, device: { type: "nullable-string" } },
        },
    },
};

function render(server: ServerRecord, { volumeId, device }: AttachmentRecord): unknown {
    return { id: volumeId, volumeId, serverId: server.id, device };
}

function findAttachment(request: RegionRequest, server: ServerRecord): AttachmentRecord {
    const id = request.param("volumeId");
    const attachment = server.attachments.find(({ volumeId }) => volumeId === id);
    if (!attachment) throw notFound(`Instance ${server.id} is not attached to volume ${id}`);
    return attachment;
}

export function listAttachments(request: RegionRequest): ApiResponse {
    const server = findServer(request);
    const offset = readCount(request, "offset") ?? 0;
    const limit = readCount(request, "limit") || 1000;
    const page = server.attachments.slice(offset, offset + limit);
    return { status: 200, body: { volumeAttachments: page.map((attachment) => render(server, attachment)) } };
}

export function getAttachment(request: RegionRequest): ApiResponse {
    const server = findServer(request);
    return { status: 200, body: { volumeAttachment: render(server, findAttachment(request, server)) } };
}

function findVolume(region: Region, id: string): VolumeRecord {
    const volume = region.volumes.get(id);
    if (!volume) throw notFound(`Volume ${id} could not be found.`);
    return volume;
}

function checkVolume(region: Region, server: ServerRecord, volumeId: string): VolumeRecord {
    const volume = findVolume(region, volumeId);
    if (volume.serverId !== null) {
        const where = `is already attached to instances: ${volume.serverId}`;
        throw badRequest(`Invalid volume: volume ${volumeId} ${where}`);
    }
    if (volume.status !== "available") {
        const status = `status must be available or downloading to reserve, but the current status is ${volume.status}.`;
        throw badRequest(`Invalid input received: Invalid volume: Volume ${volumeId} ${status}`);
    }
    if (volume.availabilityZone !== server.availabilityZone) {
        const zones = `Instance is in ${server.availabilityZone}. Volume is in ${volume.availabilityZone}`;
        throw badRequest(
            `Invalid volume: Instance ${server.id} and volume ${volumeId} are not in the same availability_zone. ${zones}`,
        );
    }
    return volume;
}

/** The first free letter; a local root disk has vda. */
function freeDevice(server: ServerRecord, requested: string | undefined): string {
    const taken = new Set(server.attachments.map(({ device }) => device));
    if (server.localRoot) taken.add(deviceName(0));
    if (requested !== undefined) {
        const device = `/dev/${requested.replace(/^\/dev\//, "").replace(/^(sd|xvd)/, "vd")}`;
        if (taken.has(device)) throw badRequest(`The supplied device path (${requested}) is in use.`);
        return device;
    }
    let at = 0;
    while (taken.has(deviceName(at))) at += 1;
    return deviceName(at);
}

function connect(
    region: Region,
    server: ServerRecord,
    attachment: AttachmentRecord,
    volume: VolumeRecord,
): void {
    const { timeline, seconds } = region;
    setVolumeStatus(region, volume, "reserved");
    timeline.after(volume.id, seconds.attach * 0.4, () => setVolumeStatus(region, volume, "attaching"));
    timeline.after(volume.id, seconds.attach, () => {
        attachment.attachedAt = timeline.time;
        server.updated = timeline.time;
        setVolumeStatus(region, volume, "in-use");
    });
}

export async function createAttachment(request: RegionRequest): Promise<ApiResponse> {
    const { region } = request;
    const given = objectAt(validate(request.body, SCHEMA), "volumeAttachment");
    // Device names are chosen on the host, so not necessarily in the order of the requests.
    await request.state.raceWindow.pass();
    const server = findServer(request);
    const volumeId = textAt(given, "volumeId") ?? "";
    const volume = checkVolume(region, server, volumeId);
    checkState(server, { name: "attach_volume", states: STATES });
    const device = freeDevice(server, textAt(given, "device"));
    const attachment = {
        volumeId,
        attachmentId: newId(),
        device,
        root: false,
        deleteOnTermination: false,
        attachedAt: null,
    };
    server.attachments.push(attachment);
    volume.serverId = server.id;
    connect(region, server, attachment, volume);
    return { status: 200, body: { volumeAttachment: render(server, attachment) } };
}

export function deleteAttachment(request: RegionRequest): ApiResponse {
    const { region } = request;
    const server = findServer(request);
    const volume = findVolume(region, request.param("volumeId"));
    const attachment = findAttachment(request, server);
    if (attachment.root) throw badRequest("Cannot detach a root device volume");
    checkState(server, { name: "detach_volume", states: STATES });
    if (volume.status !== "in-use") {
        const needed = "Volume status must be 'in-use' and attach_status must be 'attached' to detach.";
        throw badRequest(
            `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. ${needed}`,
        );
    }
    setVolumeStatus(region, volume, "detaching");
    region.timeline.after(volume.id, region.seconds.detach, () => {
        server.attachments = server.attachments.filter((other) => other !== attachment);
        server.updated = region.timeline.time;
        volume.serverId = null;
        setVolumeStatus(region, volume, "available");
    });
    return { status: 202 };
}

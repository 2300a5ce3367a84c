import { newId } from "../cloud/clock";
import type { AttachmentRecord, ServerRecord, VolumeRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, notFound } from "../http/errors";
import { readCount } from "../http/paging";
import type { Answer, RegionCall } from "../http/router";
import { objectAt, type Schema, textAt, validate } from "../http/validation";
import { deviceName, findServer } from "./findServer";
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

function findAttachment(call: RegionCall, server: ServerRecord): AttachmentRecord {
    const id = call.param("volumeId");
    const attachment = server.attachments.find(({ volumeId }) => volumeId === id);
    if (!attachment) throw notFound(`Instance ${server.id} is not attached to volume ${id}`);
    return attachment;
}

export function listAttachments(call: RegionCall): Answer {
    const server = findServer(call);
    const offset = readCount(call, "offset") ?? 0;
    const limit = readCount(call, "limit") || 1000;
    const page = server.attachments.slice(offset, offset + limit);
    return { status: 200, body: { volumeAttachments: page.map((attachment) => render(server, attachment)) } };
}

export function getAttachment(call: RegionCall): Answer {
    const server = findServer(call);
    return { status: 200, body: { volumeAttachment: render(server, findAttachment(call, server)) } };
}

function turn(region: Region, volume: VolumeRecord, status: string): void {
    volume.status = status;
    volume.updated = region.timeline.time;
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

/** The first free letter; where the root disk is local it holds vda. */
function freeDevice(server: ServerRecord, wanted: string | undefined): string {
    const taken = new Set(server.attachments.map(({ device }) => device));
    if (server.localRoot) taken.add(deviceName(0));
    if (wanted !== undefined) {
        const device = `/dev/${wanted.replace(/^\/dev\//, "").replace(/^(sd|xvd)/, "vd")}`;
        if (taken.has(device)) throw badRequest(`The supplied device path (${wanted}) is in use.`);
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
    turn(region, volume, "reserved");
    timeline.after(volume.id, seconds.attach * 0.4, () => turn(region, volume, "attaching"));
    timeline.after(volume.id, seconds.attach, () => {
        attachment.attachedAt = timeline.time;
        server.updated = timeline.time;
        turn(region, volume, "in-use");
    });
}

export async function createAttachment(call: RegionCall): Promise<Answer> {
    const { region } = call;
    const given = objectAt(validate(call.body, SCHEMA), "volumeAttachment");
    // The host chooses the devices, in the order in which it comes to do so.
    await call.state.gap.pass();
    const server = findServer(call);
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

export function deleteAttachment(call: RegionCall): Answer {
    const { region } = call;
    const server = findServer(call);
    const volume = findVolume(region, call.param("volumeId"));
    const attachment = findAttachment(call, server);
    if (attachment.root) throw badRequest("Cannot detach a root device volume");
    checkState(server, { name: "detach_volume", states: STATES });
    if (volume.status !== "in-use") {
        const needed = "Volume status must be 'in-use' and attach_status must be 'attached' to detach.";
        throw badRequest(
            `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. ${needed}`,
        );
    }
    turn(region, volume, "detaching");
    region.timeline.after(volume.id, region.seconds.detach, () => {
        server.attachments = server.attachments.filter((other) => other !== attachment);
        server.updated = region.timeline.time;
        volume.serverId = null;
        turn(region, volume, "available");
    });
    return { status: 202 };
}

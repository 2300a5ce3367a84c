import { newId } from "../cloud/ids";
import type { SnapshotRecord } from "../cloud/records";
import { formatMicroseconds } from "../cloud/timestamps";
import { notFound } from "../http/errors";
import { objectAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { validate } from "../http/validation";

function render(snapshot: SnapshotRecord): unknown {
    const { id, name, description, volumeId, status, sizeGb, created, metadata } = snapshot;
    const moment = formatMicroseconds(created);
    return {
        id,
        created_at: moment,
        updated_at: moment,
        name,
        description,
        volume_id: volumeId,
        status,
        size: sizeGb,
        metadata,
    };
}

function find({ region, param }: RegionRequest): SnapshotRecord {
    const snapshot = region.snapshots.get(param("id"));
    if (!snapshot) throw notFound(`Snapshot ${param("id")} could not be found.`);
    return snapshot;
}

export function listSnapshots({ region }: RegionRequest): ApiResponse {
    return { status: 200, body: { snapshots: [...region.snapshots.values()].map(render) } };
}

export function getSnapshot(request: RegionRequest): ApiResponse {
    return { status: 200, body: { snapshot: render(find(request)) } };
}

export function createSnapshot({ region, body }: RegionRequest): ApiResponse {
    const given = objectAt(validate(body, { required: ["snapshot"] }), "snapshot");
    const volume = region.volumes.get(textAt(given, "volume_id") ?? "");
    if (!volume) throw notFound(`Volume ${textAt(given, "volume_id")} could not be found.`);
    const snapshot: SnapshotRecord = {
        id: newId(),
        name: textAt(given, "name") ?? "",
        description: textAt(given, "description") ?? "",
        volumeId: volume.id,
        status: "creating",
        sizeGb: volume.sizeGb,
        created: region.timeline.time,
        metadata: {},
    };
    region.snapshots.set(snapshot.id, snapshot);
    region.timeline.after(snapshot.id, region.seconds.volume, () => {
        snapshot.status = "available";
    });
    return { status: 202, body: { snapshot: render(snapshot) } };
}

export function deleteSnapshot(request: RegionRequest): ApiResponse {
    request.region.snapshots.delete(find(request).id);
    return { status: 202 };
}

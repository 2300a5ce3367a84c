import { newId } from "../cloud/ids";
import { UNLIMITED } from "../cloud/quotas";
import type { SnapshotRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { formatMicroseconds } from "../cloud/timestamps";
import { badRequest, notFound, overQuota } from "../http/errors";
import { isTrue, objectAt, textAt } from "../http/json";
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

export function newSnapshot(
    region: Region,
    volumeId: string,
    given: Partial<SnapshotRecord>,
): SnapshotRecord {
    return {
        id: newId(),
        name: "",
        description: "",
        volumeId,
        status: "creating",
        sizeGb: region.volumes.get(volumeId)?.sizeGb ?? 1,
        created: region.timeline.time,
        metadata: {},
        ...given,
    };
}

export function createSnapshot({ region, body }: RegionRequest): ApiResponse {
    const given = objectAt(validate(body, { required: ["snapshot"] }), "snapshot");
    const volume = region.volumes.get(textAt(given, "volume_id") ?? "");
    if (!volume) throw notFound(`Volume ${textAt(given, "volume_id")} could not be found.`);
    if (volume.status !== "available" && !(volume.status === "in-use" && isTrue(given.force))) {
        throw badRequest(
            `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
        );
    }
    if (
        region.storageQuota.snapshots !== UNLIMITED &&
        region.snapshots.size >= region.storageQuota.snapshots
    ) {
        throw overQuota(
            `SnapshotLimitExceeded: Maximum number of snapshots allowed (${region.storageQuota.snapshots}) exceeded`,
        );
    }
    const snapshot = newSnapshot(region, volume.id, {
        name: textAt(given, "name") ?? "",
        description: textAt(given, "description") ?? "",
    });
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

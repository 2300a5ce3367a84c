import type { VolumeTypeRecord } from "../cloud/records";
import { notFound } from "../http/errors";
import type { RegionCall, Route } from "../http/router";
import * as quota from "./quotas";
import * as snapshots from "./snapshots";
import * as volumes from "./volumes";

function renderType({ id, name }: VolumeTypeRecord): unknown {
    const is_public = true;
    return {
        id,
        name,
        is_public,
        description: null,
        extra_specs: {},
        "os-volume-type-access:is_public": is_public,
    };
}

function getType({ region, param }: RegionCall): { status: number; body: unknown } {
    const type = region.volumeTypes.find(({ id }) => id === param("id") || param("id") === "default");
    if (!type) throw notFound(`Volume type ${param("id")} could not be found.`);
    return { status: 200, body: { volume_type: renderType(type) } };
}

function listZones({ region }: RegionCall): { status: number; body: unknown } {
    const zones = region.zones.map((zoneName) => ({ zoneName, zoneState: { available: true } }));
    return { status: 200, body: { availabilityZoneInfo: zones } };
}

export const volumeRoutes: Route<RegionCall>[] = [
    {
        method: "GET",
        pattern: "/types",
        handle: ({ region }) => ({ status: 200, body: { volume_types: region.volumeTypes.map(renderType) } }),
    },
    { method: "GET", pattern: "/types/:id", handle: getType },
    { method: "GET", pattern: "/os-availability-zone", handle: listZones },
    { method: "GET", pattern: "/limits", handle: quota.getLimits },
    { method: "GET", pattern: "/os-quota-sets/:id", handle: quota.getQuotaSet },
    { method: "GET", pattern: "/os-quota-sets/:id/defaults", handle: quota.getQuotaSet },
    { method: "GET", pattern: "/extensions", handle: () => ({ status: 200, body: { extensions: [] } }) },
    { method: "GET", pattern: "/volumes", handle: volumes.listVolumes },
    { method: "GET", pattern: "/volumes/detail", handle: volumes.listVolumesDetail },
    { method: "POST", pattern: "/volumes", handle: volumes.createVolume },
    { method: "GET", pattern: "/volumes/:id", handle: volumes.getVolume },
    { method: "PUT", pattern: "/volumes/:id", handle: volumes.putVolume },
    { method: "DELETE", pattern: "/volumes/:id", handle: volumes.deleteVolume },
    { method: "POST", pattern: "/volumes/:id/action", handle: volumes.runVolumeAction },
    { method: "GET", pattern: "/snapshots", handle: snapshots.listSnapshots },
    { method: "GET", pattern: "/snapshots/detail", handle: snapshots.listSnapshots },
    { method: "POST", pattern: "/snapshots", handle: snapshots.createSnapshot },
    { method: "GET", pattern: "/snapshots/:id", handle: snapshots.getSnapshot },
    { method: "DELETE", pattern: "/snapshots/:id", handle: snapshots.deleteSnapshot },
];

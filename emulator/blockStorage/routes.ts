import type { RegionRequest, Route } from "../http/router";
import { listAvailabilityZones } from "./availabilityZones";
import * as quotas from "./quotas";
import * as snapshots from "./snapshots";
import { runVolumeAction } from "./volumeActions";
import * as volumes from "./volumes";
import { getVolumeType, listVolumeTypes } from "./volumeTypes";

export const blockStorageRoutes: Route<RegionRequest>[] = [
    { method: "GET", pattern: "/types", handle: listVolumeTypes },
    { method: "GET", pattern: "/types/:id", handle: getVolumeType },
    { method: "GET", pattern: "/os-availability-zone", handle: listAvailabilityZones },
    { method: "GET", pattern: "/limits", handle: quotas.getLimits },
    { method: "GET", pattern: "/os-quota-sets/:id", handle: quotas.getQuotaSet },
    { method: "GET", pattern: "/os-quota-sets/:id/defaults", handle: quotas.getQuotaSet },
    { method: "GET", pattern: "/extensions", handle: () => ({ status: 200, body: { extensions: [] } }) },
    { method: "GET", pattern: "/volumes", handle: volumes.listVolumes },
    { method: "GET", pattern: "/volumes/detail", handle: volumes.listVolumesDetail },
    { method: "POST", pattern: "/volumes", handle: volumes.createVolume },
    { method: "GET", pattern: "/volumes/:id", handle: volumes.getVolume },
    { method: "PUT", pattern: "/volumes/:id", handle: volumes.putVolume },
    { method: "DELETE", pattern: "/volumes/:id", handle: volumes.deleteVolume },
    { method: "POST", pattern: "/volumes/:id/action", handle: runVolumeAction },
    { method: "GET", pattern: "/snapshots", handle: snapshots.listSnapshots },
    { method: "GET", pattern: "/snapshots/detail", handle: snapshots.listSnapshots },
    { method: "POST", pattern: "/snapshots", handle: snapshots.createSnapshot },
    { method: "GET", pattern: "/snapshots/:id", handle: snapshots.getSnapshot },
    { method: "DELETE", pattern: "/snapshots/:id", handle: snapshots.deleteSnapshot },
];

import { type Counts, isOtherTenant, UNLIMITED, withUsage } from "../cloud/quotas";
import type { Region } from "../cloud/region";
import { forbidden } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";

const LIMITS: Counts = {
    volumes: UNLIMITED,
    per_volume_gigabytes: UNLIMITED,
    snapshots: UNLIMITED,
    gigabytes: UNLIMITED,
    backups: 10,
    backup_gigabytes: 1000,
    groups: 10,
};

function usage({ volumes, snapshots }: Region): Counts {
    const gigabytes = [...volumes.values()].reduce((sum, { sizeGb }) => sum + sizeGb, 0);
    return { volumes: volumes.size, snapshots: snapshots.size, gigabytes };
}

export function getQuotaSet(request: RegionRequest): ApiResponse {
    if (isOtherTenant(request.param("id")))
        throw forbidden("Policy doesn't allow volume_extension:quotas:show to be performed.");
    const isDetailed = request.query.get("usage")?.toLowerCase() === "true";
    const quota = isDetailed ? withUsage(LIMITS, usage(request.region)) : LIMITS;
    return { status: 200, body: { quota_set: { id: request.param("id"), ...quota } } };
}

export function getLimits({ region }: RegionRequest): ApiResponse {
    const used = usage(region);
    const absolute = {
        maxTotalVolumes: UNLIMITED,
        maxTotalSnapshots: UNLIMITED,
        maxTotalVolumeGigabytes: UNLIMITED,
        totalVolumesUsed: used.volumes,
        totalSnapshotsUsed: used.snapshots,
        totalGigabytesUsed: used.gigabytes,
    };
    return { status: 200, body: { limits: { rate: [], absolute } } };
}

import { type Counts, isOtherTenant, UNLIMITED, withUsage } from "../cloud/quotas";
import type { Region } from "../cloud/region";
import { forbidden, overQuota } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";

const OTHER_LIMITS: Counts = {
    per_volume_gigabytes: UNLIMITED,
    backups: 10,
    backup_gigabytes: 1000,
    groups: 10,
};

function limitsOf({ storageQuota }: Region): Counts {
    return { ...OTHER_LIMITS, ...storageQuota };
}

/** Refuses another volume of that size where the quota has no room for it. */
export function assertVolumeFits(region: Region, sizeGb: number): void {
    const { volumes, gigabytes } = region.storageQuota;
    const used = usage(region);
    if (gigabytes !== UNLIMITED && (used.gigabytes ?? 0) + sizeGb > gigabytes) {
        throw overQuota(
            `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${sizeGb}G, quota is ${gigabytes}G and ${used.gigabytes}G has been consumed.`,
        );
    }
    if (volumes !== UNLIMITED && region.volumes.size >= volumes) {
        throw overQuota(
            `VolumeLimitExceeded: Maximum number of volumes allowed (${volumes}) exceeded for quota 'volumes'.`,
        );
    }
}

function usage({ volumes, snapshots }: Region): Counts {
    const gigabytes = [...volumes.values()].reduce((sum, { sizeGb }) => sum + sizeGb, 0);
    return { volumes: volumes.size, snapshots: snapshots.size, gigabytes };
}

export function getQuotaSet(request: RegionRequest): ApiResponse {
    if (isOtherTenant(request.param("id")))
        throw forbidden("Policy doesn't allow volume_extension:quotas:show to be performed.");
    const isDetailed = request.query.get("usage")?.toLowerCase() === "true";
    const limits = limitsOf(request.region);
    const quota = isDetailed ? withUsage(limits, usage(request.region)) : limits;
    return { status: 200, body: { quota_set: { id: request.param("id"), ...quota } } };
}

export function getLimits({ region }: RegionRequest): ApiResponse {
    const used = usage(region);
    const absolute = {
        maxTotalVolumes: region.storageQuota.volumes,
        maxTotalSnapshots: region.storageQuota.snapshots,
        maxTotalVolumeGigabytes: region.storageQuota.gigabytes,
        totalVolumesUsed: used.volumes,
        totalSnapshotsUsed: used.snapshots,
        totalGigabytesUsed: used.gigabytes,
    };
    return { status: 200, body: { limits: { rate: [], absolute } } };
}

import { type Counts, isForeign, NO_LIMIT, withUse } from "../cloud/quotas";
import type { Region } from "../cloud/region";
import { forbidden } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";

const LIMITS: Counts = {
    volumes: NO_LIMIT,
    per_volume_gigabytes: NO_LIMIT,
    snapshots: NO_LIMIT,
    gigabytes: NO_LIMIT,
    backups: 10,
    backup_gigabytes: 1000,
    groups: 10,
};

function usage({ volumes, snapshots }: Region): Counts {
    const gigabytes = [...volumes.values()].reduce((sum, { sizeGb }) => sum + sizeGb, 0);
    return { volumes: volumes.size, snapshots: snapshots.size, gigabytes };
}

export function getQuotaSet(call: RegionCall): Answer {
    if (isForeign(call))
        throw forbidden("Policy doesn't allow volume_extension:quotas:show to be performed.");
    const isDetailed = call.query.get("usage")?.toLowerCase() === "true";
    const quota = isDetailed ? withUse(LIMITS, usage(call.region)) : LIMITS;
    return { status: 200, body: { quota_set: { id: call.param("id"), ...quota } } };
}

export function getLimits({ region }: RegionCall): Answer {
    const used = usage(region);
    const absolute = {
        maxTotalVolumes: NO_LIMIT,
        maxTotalSnapshots: NO_LIMIT,
        maxTotalVolumeGigabytes: NO_LIMIT,
        totalVolumesUsed: used.volumes,
        totalSnapshotsUsed: used.snapshots,
        totalGigabytesUsed: used.gigabytes,
    };
    return { status: 200, body: { limits: { rate: [], absolute } } };
}

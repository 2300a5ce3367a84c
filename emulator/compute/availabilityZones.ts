import { forbidden } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";

export function listAvailabilityZones({ region }: RegionRequest): ApiResponse {
    const zones = region.zones.map((zoneName) => ({ zoneName, zoneState: { available: true }, hosts: null }));
    return { status: 200, body: { availabilityZoneInfo: zones } };
}

/** Only administrators see hosts; standard clients then ask for the list without them. */
export function refuseAvailabilityZoneDetail(): ApiResponse {
    throw forbidden("Policy doesn't allow os_compute_api:os-availability-zone:detail to be performed.");
}

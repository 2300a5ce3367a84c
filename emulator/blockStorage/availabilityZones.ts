import type { ApiResponse, RegionRequest } from "../http/router";

export function listAvailabilityZones({ region }: RegionRequest): ApiResponse {
    const zones = region.zones.map((zoneName) => ({ zoneName, zoneState: { available: true } }));
    return { status: 200, body: { availabilityZoneInfo: zones } };
}

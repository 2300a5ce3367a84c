import type { GetAvailabilityZoneResult } from "../functions/availabilityZones";
import type { LookUp } from "../runtime/lookUps";

/** "List Availability" of the guide. */
export const getAvailabilityZones: LookUp = {
    args: {},
    doing: () => "Looking up availability zones",
    find: ({ cloud }): Promise<GetAvailabilityZoneResult[]> => cloud.zones.list(),
};

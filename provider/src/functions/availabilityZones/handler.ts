import type { FunctionHandler } from "../../core/functions";
import type { GetAvailabilityZoneResult } from "./types";

/** "List Availability" of the guide. */
export const getAvailabilityZones: FunctionHandler = {
    args: {},
    describe: () => "Looking up availability zones",
    run: async ({ cloud }): Promise<GetAvailabilityZoneResult[]> =>
        (await cloud.zones.list()).map(({ name, isAvailable }) => ({ name, isAvailable })),
};

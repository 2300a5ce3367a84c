import type { FunctionHandler } from "../../core/functions";
import type { GetVolumeTypeResult } from "./types";

/** The list of the Block Storage API. */
export const getVolumeTypes: FunctionHandler = {
    args: {},
    describe: () => "Looking up volume types",
    run: async ({ cloud }): Promise<GetVolumeTypeResult[]> =>
        (await cloud.volumeTypes.list()).map(({ id, name, description, isPublic, extraSpecs }) => ({
            id,
            name,
            description,
            isPublic,
            extraSpecs,
        })),
};

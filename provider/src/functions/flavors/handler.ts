import type { Flavor } from "../../api/services/flavors";
import { argument, type FunctionHandler, theOne } from "../../core/functions";
import { text, wholeNumber } from "../../core/validators";
import type { GetFlavorResult, GetFlavorsArgs } from "./types";

/** "List Type Details" of the guide. */
export const getFlavors: FunctionHandler = {
    args: { minDisk: argument(wholeNumber({ min: 0 })), minRam: argument(wholeNumber({ min: 0 })) },
    describe: () => "Looking up flavors",
    run: async ({ cloud, args }) => (await cloud.flavors.list(args as GetFlavorsArgs)).map(toResult),
};

/** Filters the list: the guide has no request for a single flavor. */
export const getFlavor: FunctionHandler = {
    args: { name: argument(text()), id: argument(text()) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up flavor ${id}` : `Looking up flavor "${name}"`,
    async run(asked): Promise<GetFlavorResult> {
        const all = (await asked.also("getFlavors", {})) as GetFlavorResult[];
        return theOne(asked, all, "getFlavors");
    },
};

function toResult(flavor: Flavor): GetFlavorResult {
    const { id, name, vcpus, ram, disk, ephemeral, swap } = flavor;
    const { isPublic, isDisabled, networkFactor, extraSpecs } = flavor;
    return {
        id,
        name,
        vcpus,
        ram,
        disk,
        ephemeral,
        swap,
        isPublic,
        isDisabled,
        networkFactor,
        extraSpecs,
    };
}

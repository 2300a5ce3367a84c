import type { GetFlavorResult, GetFlavorsArgs } from "../functions/flavors";
import { argument, type LookUp, theOne } from "../runtime/lookUps";
import { text, wholeNumber } from "../runtime/properties";

/** "List Type Details" of the guide. */
export const getFlavors: LookUp = {
    args: { minDisk: argument(wholeNumber({ min: 0 })), minRam: argument(wholeNumber({ min: 0 })) },
    doing: () => "Looking up flavors",
    find: ({ cloud, args }): Promise<GetFlavorResult[]> => cloud.flavors.list(args as GetFlavorsArgs),
};

/** Out of the same list: the guide knows no other way. */
export const getFlavor: LookUp = {
    args: { name: argument(text()), id: argument(text()) },
    doing: ({ name, id }) => (name === undefined ? `Looking up flavor ${id}` : `Looking up flavor "${name}"`),
    async find(asked): Promise<GetFlavorResult> {
        const all = (await asked.also("getFlavors", {})) as GetFlavorResult[];
        return theOne(asked, all, "getFlavors");
    },
};

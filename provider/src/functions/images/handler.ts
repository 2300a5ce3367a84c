import type { Image } from "../../api/services/images";
import { argument, type FunctionHandler, none, theOne } from "../../core/functions";
import { text } from "../../core/validators";
import type { GetImageResult, GetImagesArgs } from "./types";

/** "List images" of the Image API. */
export const getImages: FunctionHandler = {
    args: {
        name: argument(text()),
        visibility: argument(text({ oneOf: ["public", "private", "shared", "community"] })),
        status: argument(text()),
    },
    describe: () => "Looking up images",
    run: async ({ cloud, args }): Promise<GetImageResult[]> =>
        (await cloud.images.list(args as GetImagesArgs)).map(toResult),
};

export const getImage: FunctionHandler = {
    args: { name: argument(text()), id: argument(text()) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up image ${id}` : `Looking up image "${name}"`,
    async run(asked): Promise<GetImageResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getImages", { name })) as GetImageResult[];
            return theOne(asked, named, "getImages");
        }
        const found = await asked.cloud.images.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getImages");
        return toResult(found);
    },
};

function toResult(image: Image): GetImageResult {
    const { id, name, isWindows, status, visibility, minDisk, minRam } = image;
    const { sizeBytes, isProtected, created, updated } = image;
    return {
        id,
        name,
        isWindows,
        status,
        visibility,
        minDisk,
        minRam,
        sizeBytes,
        isProtected,
        created,
        updated,
    };
}

import type { Image } from "../../api/services/images";
import { argument, type FunctionHandler, matching, none, theOne } from "../../core/functions";
import { flag, text } from "../../core/validators";
import type { GetImageResult, GetImagesArgs } from "./types";

const visibility = argument(text({ oneOf: ["public", "private", "shared", "community"] }));

/** "List images" of the Image API. */
export const getImages: FunctionHandler = {
    args: {
        name: argument(text()),
        visibility,
        status: argument(text()),
    },
    describe: () => "Looking up images",
    run: async ({ cloud, args }): Promise<GetImageResult[]> =>
        (await cloud.images.list(args as GetImagesArgs)).map(toResult),
};

export const getImage: FunctionHandler = {
    args: {
        name: argument(text()),
        namePrefix: argument(text()),
        id: argument(text()),
        mostRecent: argument(flag),
        visibility,
    },
    describe: ({ name, namePrefix, id }) => {
        if (id !== undefined) return `Looking up image ${id}`;
        return `Looking up image "${name ?? `${namePrefix}…`}"`;
    },
    async run(asked): Promise<GetImageResult> {
        const { name, namePrefix, id, mostRecent, ...narrowed } = asked.args;
        if (id === undefined) {
            const isUsed = mostRecent === true || namePrefix !== undefined;
            const filters = {
                ...narrowed,
                ...(name === undefined ? {} : { name }),
                ...(isUsed ? { status: "active" } : {}),
            };
            const listed = (await asked.also("getImages", filters)) as GetImageResult[];
            const fit = matching(asked, listed);
            const several = "Use the id instead, or mostRecent: true for the newest.";
            return theOne(asked, mostRecent === true ? newestOf(fit) : fit, "getImages", several);
        }
        const found = await asked.cloud.images.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getImages");
        return toResult(found);
    },
};

/** By the time that it was made, and by its name, which ends in a date at the vendor's, where that is the same. */
function newestOf(images: readonly GetImageResult[]): GetImageResult[] {
    const isNewer = (one: GetImageResult, other: GetImageResult) =>
        one.created === other.created ? one.name > other.name : one.created > other.created;
    return images.length === 0 ? [] : [images.reduce((best, one) => (isNewer(one, best) ? one : best))];
}

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

import type { Image } from "../api/images";
import type { GetImageResult, GetImagesArgs } from "../functions/images";
import { argument, type LookUp, none, theOne } from "../runtime/lookUps";
import { text } from "../runtime/properties";

/** The list of the Image API. */
export const getImages: LookUp = {
    args: {
        name: argument(text()),
        visibility: argument(text({ oneOf: ["public", "private", "shared", "community"] })),
        status: argument(text()),
    },
    doing: () => "Looking up images",
    find: async ({ cloud, args }): Promise<GetImageResult[]> =>
        (await cloud.images.list(args as GetImagesArgs)).map(shown),
};

export const getImage: LookUp = {
    args: { name: argument(text()), id: argument(text()) },
    doing: ({ name, id }) => (name === undefined ? `Looking up image ${id}` : `Looking up image "${name}"`),
    async find(asked): Promise<GetImageResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getImages", { name })) as GetImageResult[];
            return theOne(asked, named, "getImages");
        }
        const found = await asked.cloud.images.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getImages");
        return shown(found);
    },
};

function shown({ owner: _owner, tags: _tags, properties: _properties, ...image }: Image): GetImageResult {
    return image;
}

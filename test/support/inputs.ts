import type { World } from "./world";

/** The least that makes a server on the local cloud. */
export function serverInputs({ cloud }: World, more: Record<string, unknown> = {}): Record<string, unknown> {
    const { ids } = cloud.region();
    return {
        name: "web",
        imageId: ids.image,
        flavorId: ids.flavor,
        keyName: "access",
        networks: [{ uuid: ids.network }],
        blockDevices: [
            {
                sourceType: "image",
                uuid: ids.image,
                destinationType: "volume",
                bootIndex: 0,
                volumeSize: 20,
                deleteOnTermination: true,
            },
        ],
        ...more,
    };
}

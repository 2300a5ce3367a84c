import type { Cloud } from "./index";

/** Variables with the ids that the READMEs of the examples name; makes the volumes among them. */
export function exampleIds(cloud: Cloud): Record<string, string> {
    const { ids } = cloud.region();
    return {
        IMAGE_ID: ids.image,
        FLAVOR_ID: ids.flavor,
        LARGER_FLAVOR_ID: ids.bigFlavor,
        NETWORK_ID: ids.network,
        KR2_NETWORK_ID: cloud.region("KR2").ids.network,
        VOLUME_ID: cloud.region().addVolume({ name: "data" }),
        OTHER_VOLUME_ID: cloud.region().addVolume({ name: "logs" }),
    };
}

/** What examples/quickstart is configured with. */
export const QUICKSTART_COMMANDS = [
    'pulumi config set imageId "$IMAGE_ID"',
    'pulumi config set flavorId "$FLAVOR_ID"',
    'pulumi config set networkId "$NETWORK_ID"',
    'pulumi config set volumeId "$VOLUME_ID"',
    "pulumi config set securityGroup default",
];

import * as pulumi from "@pulumi/pulumi";
import { getFlavorOutput, getImageOutput, Keypair, Server } from "pulumi-nhncloud";

/** A server in each of several regions, from the image and the type that have the same name in all of them. */
export = async function multiRegion() {
    const config = new pulumi.Config();
    const networks = config.requireObject<Record<string, string>>("networks");

    const addresses: Record<string, pulumi.Output<string | undefined>> = {};
    for (const [region, networkId] of Object.entries(networks)) {
        const image = getImageOutput({ name: config.require("image"), region });
        const flavor = getFlavorOutput({ name: config.require("flavor"), region });
        const keypair = new Keypair(`access-${region}`, { publicKey: config.require("publicKey"), region });
        const web = new Server(`web-${region}`, {
            imageId: image.id,
            flavorId: flavor.id,
            keyName: keypair.id,
            networks: [{ uuid: networkId }],
            blockDevices: [
                {
                    sourceType: "image",
                    uuid: image.id,
                    destinationType: "volume",
                    bootIndex: 0,
                    volumeSize: 20,
                    deleteOnTermination: true,
                },
            ],
            region,
        });
        addresses[region] = web.accessIp;
    }

    return { addresses };
};

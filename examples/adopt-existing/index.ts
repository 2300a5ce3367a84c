import * as pulumi from "@pulumi/pulumi";
import { getFlavorOutput, getImageOutput, Keypair, Server } from "pulumi-nhncloud";

/**
 * A server and its keypair, taken over from whoever made them. Whatever happens to the stack, they stay,
 * unless `keep` is false.
 */
export = async function adoptExisting() {
    const config = new pulumi.Config();
    const image = getImageOutput({ name: config.require("image") });
    const options = { retainOnDelete: config.getBoolean("keep") ?? true };

    const keypair = new Keypair("access", { name: config.require("keyName"), adoptExisting: true }, options);
    const server = new Server(
        "server",
        {
            name: config.require("serverName"),
            adoptExisting: true,
            imageId: image.id,
            flavorId: getFlavorOutput({ name: config.require("flavor") }).id,
            keyName: keypair.id,
            networks: [{ uuid: config.require("networkId") }],
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
        },
        options,
    );

    return { serverId: server.id, created: server.created, address: server.accessIp };
};

import * as pulumi from "@pulumi/pulumi";
import { getFlavorOutput, getImageOutput, Keypair, ServerFleet } from "pulumi-nhncloud";

/** Web servers behind one keypair. What a release changes is in Pulumi.production.yaml, so git tells what runs. */
export = async function gitops() {
    const config = new pulumi.Config();
    const image = getImageOutput({ name: config.require("image") });
    const release = config.require("release");

    // A key that is somebody's already: a generated one would leave its private half in the state.
    const keypair = new Keypair("access", { publicKey: config.require("publicKey") });
    const web = new ServerFleet("web", {
        count: config.requireNumber("servers"),
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
        // Other user data replace the servers one by one, so a release is a roll and so is its revert.
        userData: `#!/bin/sh\necho "release ${release}" > /etc/motd\n`,
        metadata: { release },
    });

    return {
        release,
        servers: web.servers.apply((servers) => servers.map(({ name, accessIp }) => `${name} ${accessIp}`)),
    };
};

import * as pulumi from "@pulumi/pulumi";
import {
    type BlockDeviceArgs,
    getFlavorOutput,
    getImageOutput,
    Keypair,
    Server,
    ServerImage,
} from "pulumi-nhncloud";

/**
 * An image of a builder for each release, and an application server that boots from the newest of them.
 * Without a release there is only the builder, for somebody to install things on.
 */
export = async function images() {
    const config = new pulumi.Config();
    const base = getImageOutput({ name: config.require("image") });
    const keypair = new Keypair("access");
    const shared = {
        flavorId: getFlavorOutput({ name: config.require("flavor") }).id,
        keyName: keypair.id,
        networks: [{ uuid: config.require("networkId") }],
    };

    const builder = new Server("builder", {
        ...shared,
        imageId: base.id,
        blockDevices: [rootVolume(base.id)],
    });
    // An image stays as the builder was when it was made, so that earlier releases can be booted again.
    const releases = (config.getObject<string[]>("releases") ?? []).map(
        (release) => new ServerImage(release, { serverId: builder.id, stopServer: true }),
    );
    const newest = releases.at(-1);
    const application =
        newest &&
        new Server("application", {
            ...shared,
            imageId: newest.id,
            blockDevices: [rootVolume(newest.id)],
        });

    return {
        builderAddress: builder.accessIp,
        images: releases.map(({ name }) => name),
        ...(application && { applicationAddress: application.accessIp }),
    };
};

function rootVolume(uuid: pulumi.Input<string>): BlockDeviceArgs {
    return {
        sourceType: "image",
        uuid,
        destinationType: "volume",
        bootIndex: 0,
        volumeSize: 20,
        deleteOnTermination: true,
    };
}

import * as pulumi from "@pulumi/pulumi";
import type { KeypairArgs, ServerArgs, VolumeAttachmentArgs } from "pulumi-nhncloud";

type Kind<A> = new (name: string, args: A) => { id: pulumi.Output<pulumi.ID> };

export interface Kinds {
    Keypair: Kind<KeypairArgs>;
    Server: Kind<ServerArgs>;
    VolumeAttachment: Kind<VolumeAttachmentArgs>;
}

/** A keypair, n servers that boot from an image, and a volume on each of the first ones. */
export function stack({ Keypair, Server, VolumeAttachment }: Kinds): void {
    const config = new pulumi.Config();
    const imageId = config.require("imageId");
    const keypair = new Keypair("access", { name: "access" });
    const servers = Array.from(
        { length: config.requireNumber("servers") },
        (_, index) =>
            new Server(`web-${index}`, {
                name: `web-${index}`,
                imageId,
                flavorId: config.require("flavorId"),
                keyName: keypair.id,
                networks: [{ uuid: config.require("networkId") }],
                blockDevices: [
                    {
                        sourceType: "image",
                        uuid: imageId,
                        destinationType: "volume",
                        bootIndex: 0,
                        volumeSize: 20,
                        deleteOnTermination: true,
                    },
                ],
            }),
    );
    for (const [index, volumeId] of config.requireObject<string[]>("volumeIds").entries()) {
        const server = servers[index];
        if (server) new VolumeAttachment(`data-${index}`, { serverId: server.id, volumeId });
    }
}

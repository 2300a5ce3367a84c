import * as pulumi from "@pulumi/pulumi";
import { getFlavorOutput, getImageOutput, Keypair, Server, VolumeAttachment } from "pulumi-nhncloud";

/** A web server whose image and flavor are looked up by name, with data volumes attached one at a time. */
export = async function webWithVolume() {
    const config = new pulumi.Config();
    const image = getImageOutput({ name: config.require("image") });

    const keypair = new Keypair("access");
    const web = new Server("web", {
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
                volumeSize: config.getNumber("rootVolumeSize") ?? 20,
                deleteOnTermination: true,
            },
        ],
        securityGroups: config.getObject<string[]>("securityGroups") ?? ["default"],
        powerState: config.get<"active" | "stopped">("power"),
    });

    const attachments: VolumeAttachment[] = [];
    for (const [index, volumeId] of config.requireObject<string[]>("volumeIds").entries()) {
        // After the previous volume, so that the first one is always /dev/vdb.
        const dependsOn = attachments.slice(-1);
        attachments.push(
            new VolumeAttachment(`data-${index}`, { serverId: web.id, volumeId }, { dependsOn }),
        );
    }

    return {
        serverId: web.id,
        address: web.accessIp,
        devices: attachments.map((attachment) => attachment.device),
    };
};

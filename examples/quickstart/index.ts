import * as pulumi from "@pulumi/pulumi";
import { Keypair, SecurityGroupAssignment, Server, type ServerArgs, VolumeAttachment } from "pulumi-nhncloud";

/** A keypair, two servers, a data volume on one of them and a security group on the other. */
export = async function quickstart() {
    const config = new pulumi.Config();
    const imageId = config.require("imageId");

    const keypair = new Keypair("access");

    const common = {
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
                volumeSize: config.getNumber("rootVolumeSize") ?? 20,
                deleteOnTermination: true,
            },
        ],
    } satisfies ServerArgs;
    const web = new Server("web", {
        ...common,
        name: config.get("webName"),
        flavorId: config.get("webFlavorId") ?? common.flavorId,
        securityGroups: config.getObject<string[]>("webSecurityGroups") ?? ["default"],
        userData: "#!/bin/sh\necho hello > /etc/motd\n",
        metadata: { role: "web" },
    });
    const worker = new Server("worker", { ...common, metadata: { role: "worker" } });

    const data = new VolumeAttachment("data", { serverId: web.id, volumeId: config.require("volumeId") });
    new SecurityGroupAssignment("database", {
        serverId: worker.id,
        securityGroup: config.require("securityGroup"),
    });

    return {
        privateKey: keypair.privateKey,
        webAddress: web.accessIp,
        workerAddress: worker.accessIp,
        dataDevice: data.device,
    };
};

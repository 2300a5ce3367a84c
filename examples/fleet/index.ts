import * as pulumi from "@pulumi/pulumi";
import {
    type BlockDeviceArgs,
    getFlavorOutput,
    Keypair,
    Server,
    ServerFleet,
    ServerImage,
} from "pulumi-nhncloud";

/**
 * A builder, an image of it, and a fleet that boots from the image. A new `release` creates a new image and rolls the fleet.
 * Everything has a fixed name and is adopted if it exists, so the stack can be recreated without its state.
 */
export = async function fleet() {
    const config = new pulumi.Config();
    const flavor = (key: string) => getFlavorOutput({ name: config.require(key) }).id;

    const keypair = new Keypair("access", { name: "fleet-access", adoptExisting: true });
    const shared = {
        keyName: keypair.id,
        networks: [{ uuid: config.require("networkId") }],
        adoptExisting: true,
    };

    const imageId = config.require("imageId");
    const readyPort = config.getNumber("readyPort");
    const builder = new Server("builder", {
        ...shared,
        name: "builder",
        imageId,
        flavorId: flavor("builderFlavor"),
        blockDevices: [rootVolume(imageId)],
        powerState: config.get<"active" | "stopped">("builderPower"),
    });
    const golden = new ServerImage("golden", {
        name: `golden-${config.get("release") ?? "1"}`,
        serverId: builder.id,
        stopServer: true,
        adoptExisting: true,
    });
    const workers = new ServerFleet("worker", {
        ...shared,
        count: config.getNumber("workers") ?? 3,
        availabilityZones: config.getObject<string[]>("zones"),
        readiness: readyPort === undefined ? undefined : { port: readyPort },
        imageId: golden.id,
        flavorId: flavor("workerFlavor"),
        blockDevices: [rootVolume(golden.id)],
    });

    return {
        imageId: golden.imageId,
        workers: workers.servers.apply((servers) =>
            servers.map(({ name, accessIp }) => `${name} ${accessIp}`),
        ),
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

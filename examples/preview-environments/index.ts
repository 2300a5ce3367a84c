import * as pulumi from "@pulumi/pulumi";
import { getFlavorsOutput, getImagesOutput, Keypair, Server } from "pulumi-nhncloud";
import { pageOf } from "./page";
import { userDataFor } from "./userData";

const SMALLEST_ROOT_DISK = 20;

/** A server that shows one branch. */
async function previewEnvironment() {
    const config = new pulumi.Config();
    const branch = config.require("branch");
    const port = config.getNumber("port") ?? 80;

    const image = newestImage(config.get("image") ?? "Ubuntu Server");
    const flavor = smallestFlavor(config.get("flavor"), image.minRam);
    const keypair = new Keypair("access", { publicKey: config.get("publicKey") });
    const server = new Server("web", {
        imageId: image.id,
        flavorId: flavor.id,
        keyName: keypair.id,
        networks: [{ uuid: config.require("networkId") }],
        securityGroups: config.getObject<string[]>("securityGroups"),
        userData: userDataFor({ page: pageOf(branch, config.get("commit")), port }),
        blockDevices: [
            {
                sourceType: "image",
                uuid: image.id,
                destinationType: "volume",
                bootIndex: 0,
                volumeSize: image.minDisk.apply((minDisk) => Math.max(minDisk, SMALLEST_ROOT_DISK)),
                deleteOnTermination: true,
            },
        ],
        metadata: { branch },
    });

    const host = server.accessIp;
    return {
        url: pulumi.interpolate`http://${host}${port === 80 ? "" : `:${port}`}/`,
        host,
        username: config.get("username") ?? "ubuntu",
        privateKey: keypair.privateKey,
        servers: [{ name: server.name, status: server.status, flavor: flavor.name, address: host }],
    };
}

function newestImage(prefix: string) {
    const images = getImagesOutput({ visibility: "public", status: "active" });
    return images.apply((all) => {
        const fit = all.filter(({ name }) => name.startsWith(prefix));
        const [newest] = fit.sort((one, other) => (one.created < other.created ? 1 : -1));
        if (!newest) throw new Error(`There is no public image whose name begins with "${prefix}".`);
        return newest;
    });
}

/** Of the types whose disk is a volume: U2 types, which have one of their own, are not sold everywhere. */
function smallestFlavor(name: string | undefined, minRam: pulumi.Input<number>) {
    return getFlavorsOutput({ minRam }).apply((all) => {
        const fit = all.filter((flavor) => (name === undefined ? flavor.disk === 0 : flavor.name === name));
        const [smallest] = fit.sort((one, other) => one.ram - other.ram || one.vcpus - other.vcpus);
        if (!smallest) throw new Error(`There is no instance type ${name ?? "that boots the image"}.`);
        return smallest;
    });
}

export = previewEnvironment;

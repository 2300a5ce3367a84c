import * as pulumi from "@pulumi/pulumi";
import { FloatingIp, getImage, Keypair, Readiness, Server, Volume, VolumeAttachment } from "pulumi-nhncloud";
import { defaultNetworkId, defaultZone, flavorFor, securityGroupsFor } from "./defaults";
import { pageOf } from "./page";
import { userDataFor } from "./userData";

const SMALLEST_ROOT_DISK = 20;
const HTTP = 80;

/** What shows one branch: a server with a page, a volume that outlives the server, and a public address. */
export = async function previewEnvironment() {
    const config = new pulumi.Config();
    const branch = config.require("branch");
    const port = config.getNumber("port") ?? HTTP;
    const availabilityZone = config.get("availabilityZone") ?? (await defaultZone());
    const image = await getImage({
        namePrefix: config.get("image") ?? "Ubuntu Server",
        visibility: "public",
        mostRecent: true,
    });
    const flavor = await flavorFor(image, config.get("flavor"));

    const keypair = new Keypair("access", { publicKey: config.get("publicKey") });
    const server = new Server("web", {
        imageId: image.id,
        flavorId: flavor.id,
        keyName: keypair.id,
        availabilityZone,
        networks: [{ uuid: config.get("networkId") ?? (await defaultNetworkId()) }],
        securityGroups: config.getObject<string[]>("securityGroups") ?? (await securityGroupsFor(port)),
        userData: userDataFor({ page: pageOf(branch, config.get("commit")), port }),
        blockDevices: [
            {
                sourceType: "image",
                uuid: image.id,
                destinationType: "volume",
                bootIndex: 0,
                volumeSize: Math.max(image.minDisk, SMALLEST_ROOT_DISK),
                deleteOnTermination: true,
            },
        ],
    });
    const data = new Volume("data", { size: config.getNumber("volumeSize") ?? 10, availabilityZone });
    new VolumeAttachment("data", { serverId: server.id, volumeId: data.id });
    const publicIp = new FloatingIp("web", {
        serverId: server.id,
        floatingNetworkId: config.get("floatingNetworkId"),
    });

    const host = publicIp.address;
    new Readiness("web", { host, port, path: "/", triggers: [server.id] });

    return {
        url: pulumi.interpolate`http://${host}${port === HTTP ? "" : `:${port}`}/`,
        host,
        username: config.get("username") ?? "ubuntu",
        privateKey: keypair.privateKey,
        servers: [{ name: server.name, status: server.status, flavor: flavor.name, address: host }],
    };
};

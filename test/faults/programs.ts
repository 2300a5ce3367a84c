import type { Keypair, ServerArgs } from "pulumi-nhncloud";
import * as dynamic from "pulumi-nhncloud";
import * as plugin from "pulumi-nhncloud/plugin";

/** What a program can import; the same stack goes on with the other. */
export const doors = { dynamic, plugin };

export type Door = keyof typeof doors;

type Library = (typeof doors)[Door];

/** What the programs are made of; it travels to another process. */
export interface Parts {
    /** In front of the names that two stacks of one tenant cannot share. */
    owner: string;
    imageId: string;
    flavorId: string;
    largerFlavorId: string;
    networkId: string;
    volumeId: string;
    securityGroup: string;
}

const PUBLIC_KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS developer@laptop";

/** Everything that a stack can hold: with names that are given, and with names that are made up. */
function created(nhncloud: Library, parts: Parts): void {
    const { access } = keypairs(nhncloud, parts);
    const common = commonArgs(parts, access);
    new nhncloud.Keypair("registered", { name: `${parts.owner}-registered`, publicKey: PUBLIC_KEY });
    const web = new nhncloud.Server("web", { ...common, name: "web", userData: "#!/bin/sh\necho one\n" });
    const worker = new nhncloud.Server("worker", { ...common, metadata: { role: "worker" } });
    new nhncloud.ServerFleet("fleet", { ...common, count: 2 });
    new nhncloud.ServerImage("golden", { serverId: worker.id, name: "golden" });
    new nhncloud.VolumeAttachment("data", { serverId: web.id, volumeId: parts.volumeId });
    new nhncloud.SecurityGroupAssignment("database", {
        serverId: web.id,
        securityGroup: parts.securityGroup,
    });
}

/** The web server is replaced, the worker renamed and resized, the fleet grows, another image is made. */
function updated(nhncloud: Library, parts: Parts): void {
    const { access } = keypairs(nhncloud, parts);
    const common = commonArgs(parts, access);
    new nhncloud.Keypair("registered", { name: `${parts.owner}-registered`, publicKey: PUBLIC_KEY });
    const web = new nhncloud.Server("web", { ...common, name: "web", userData: "#!/bin/sh\necho two\n" });
    const worker = new nhncloud.Server("worker", {
        ...common,
        name: "renamed",
        flavorId: parts.largerFlavorId,
        metadata: { role: "worker" },
    });
    new nhncloud.ServerFleet("fleet", { ...common, count: 4 });
    new nhncloud.ServerImage("golden", { serverId: worker.id, name: "golden-2" });
    new nhncloud.VolumeAttachment("data", { serverId: web.id, volumeId: parts.volumeId });
    new nhncloud.SecurityGroupAssignment("database", {
        serverId: web.id,
        securityGroup: parts.securityGroup,
    });
}

/** The fleet's servers are replaced one by one, and the worker, whose name is made up, too. */
function rolled(nhncloud: Library, parts: Parts): void {
    const { access } = keypairs(nhncloud, parts);
    const common = commonArgs(parts, access);
    const again = { ...common, userData: "#!/bin/sh\necho three\n" };
    const web = new nhncloud.Server("web", { ...common, name: "web", userData: "#!/bin/sh\necho one\n" });
    const worker = new nhncloud.Server("worker", { ...again, metadata: { role: "worker" } });
    new nhncloud.ServerFleet("fleet", { ...again, count: 2 });
    new nhncloud.ServerImage("golden", { serverId: worker.id });
    new nhncloud.VolumeAttachment("data", { serverId: worker.id, volumeId: parts.volumeId });
    new nhncloud.SecurityGroupAssignment("database", {
        serverId: web.id,
        securityGroup: parts.securityGroup,
    });
}

/** Little is left. */
function shrunk(nhncloud: Library, parts: Parts): void {
    const { access } = keypairs(nhncloud, parts);
    const common = commonArgs(parts, access);
    new nhncloud.Server("web", { ...common, name: "web", userData: "#!/bin/sh\necho one\n" });
    new nhncloud.ServerFleet("fleet", { ...common, count: 1 });
}

function keypairs(nhncloud: Library, { owner }: Parts): { access: Keypair } {
    new nhncloud.Keypair("spare", { name: `${owner}-spare` });
    return { access: new nhncloud.Keypair("access") };
}

function commonArgs(parts: Parts, { id }: Keypair) {
    return {
        imageId: parts.imageId,
        flavorId: parts.flavorId,
        keyName: id,
        networks: [{ uuid: parts.networkId }],
        blockDevices: [
            {
                sourceType: "image",
                uuid: parts.imageId,
                destinationType: "volume",
                bootIndex: 0,
                volumeSize: 20,
                deleteOnTermination: true,
            },
        ],
    } satisfies ServerArgs;
}

export const programs = { created, updated, rolled, shrunk };

export type ProgramName = keyof typeof programs;

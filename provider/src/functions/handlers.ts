import type { FunctionHandler } from "../core/functions";
import { getAvailabilityZones } from "./availabilityZones/handler";
import { getFlavor, getFlavors } from "./flavors/handler";
import { getFloatingIps } from "./floatingIps/handler";
import { getImage, getImages } from "./images/handler";
import { getKeypair, getKeypairs } from "./keypairs/handler";
import { getNetwork, getNetworks } from "./networks/handler";
import { getSecurityGroup, getSecurityGroups } from "./securityGroups/handler";
import { getServer, getServers } from "./servers/handler";
import { getSubnet, getSubnets } from "./subnets/handler";
import { getVolumeAttachments } from "./volumeAttachments/handler";
import { getVolume, getVolumes } from "./volumes/handler";
import { getVolumeTypes } from "./volumeTypes/handler";

export const functionHandlers = {
    getAvailabilityZones,
    getFlavor,
    getFlavors,
    getFloatingIps,
    getImage,
    getImages,
    getKeypair,
    getKeypairs,
    getNetwork,
    getNetworks,
    getSecurityGroup,
    getSecurityGroups,
    getServer,
    getServers,
    getSubnet,
    getSubnets,
    getVolume,
    getVolumeAttachments,
    getVolumes,
    getVolumeTypes,
} as const satisfies Record<string, FunctionHandler>;

export type FunctionName = keyof typeof functionHandlers;

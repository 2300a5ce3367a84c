import { outputThroughPlugin, throughPlugin } from "./functions/throughPlugin";
import * as direct from "./index";
import { pluginProviders, providerPlugin } from "./resources/doors";

// The same declarations as "pulumi-nhncloud", whose code runs in the provider plugin.
export type * from "./index";

export class FloatingIp extends direct.FloatingIp {
    protected static override readonly door = providerPlugin;
}

export class Keypair extends direct.Keypair {
    protected static override readonly door = providerPlugin;
}

export class PlacementPolicy extends direct.PlacementPolicy {
    protected static override readonly door = providerPlugin;
}

export class Provider extends direct.Provider {
    protected static override readonly door = pluginProviders;
}

export class Readiness extends direct.Readiness {
    protected static override readonly door = providerPlugin;
}

export class SecurityGroupAssignment extends direct.SecurityGroupAssignment {
    protected static override readonly door = providerPlugin;
}

export class Server extends direct.Server {
    protected static override readonly door = providerPlugin;
}

export class ServerFleet extends direct.ServerFleet {
    protected static override readonly door = providerPlugin;
}

export class ServerImage extends direct.ServerImage {
    protected static override readonly door = providerPlugin;
}

export class Volume extends direct.Volume {
    protected static override readonly door = providerPlugin;
}

export class VolumeAttachment extends direct.VolumeAttachment {
    protected static override readonly door = providerPlugin;
}

export const getAvailabilityZones = throughPlugin<typeof direct.getAvailabilityZones>("getAvailabilityZones");
export const getAvailabilityZonesOutput =
    outputThroughPlugin<typeof direct.getAvailabilityZonesOutput>("getAvailabilityZones");
export const getFlavor = throughPlugin<typeof direct.getFlavor>("getFlavor");
export const getFlavorOutput = outputThroughPlugin<typeof direct.getFlavorOutput>("getFlavor");
export const getFlavors = throughPlugin<typeof direct.getFlavors>("getFlavors");
export const getFlavorsOutput = outputThroughPlugin<typeof direct.getFlavorsOutput>("getFlavors");
export const getFloatingIps = throughPlugin<typeof direct.getFloatingIps>("getFloatingIps");
export const getFloatingIpsOutput = outputThroughPlugin<typeof direct.getFloatingIpsOutput>("getFloatingIps");
export const getImage = throughPlugin<typeof direct.getImage>("getImage");
export const getImageOutput = outputThroughPlugin<typeof direct.getImageOutput>("getImage");
export const getImages = throughPlugin<typeof direct.getImages>("getImages");
export const getImagesOutput = outputThroughPlugin<typeof direct.getImagesOutput>("getImages");
export const getKeypair = throughPlugin<typeof direct.getKeypair>("getKeypair");
export const getKeypairOutput = outputThroughPlugin<typeof direct.getKeypairOutput>("getKeypair");
export const getKeypairs = throughPlugin<typeof direct.getKeypairs>("getKeypairs");
export const getKeypairsOutput = outputThroughPlugin<typeof direct.getKeypairsOutput>("getKeypairs");
export const getNetwork = throughPlugin<typeof direct.getNetwork>("getNetwork");
export const getNetworkOutput = outputThroughPlugin<typeof direct.getNetworkOutput>("getNetwork");
export const getNetworks = throughPlugin<typeof direct.getNetworks>("getNetworks");
export const getNetworksOutput = outputThroughPlugin<typeof direct.getNetworksOutput>("getNetworks");
export const getSecurityGroup = throughPlugin<typeof direct.getSecurityGroup>("getSecurityGroup");
export const getSecurityGroupOutput =
    outputThroughPlugin<typeof direct.getSecurityGroupOutput>("getSecurityGroup");
export const getSecurityGroups = throughPlugin<typeof direct.getSecurityGroups>("getSecurityGroups");
export const getSecurityGroupsOutput =
    outputThroughPlugin<typeof direct.getSecurityGroupsOutput>("getSecurityGroups");
export const getServer = throughPlugin<typeof direct.getServer>("getServer");
export const getServerOutput = outputThroughPlugin<typeof direct.getServerOutput>("getServer");
export const getServers = throughPlugin<typeof direct.getServers>("getServers");
export const getServersOutput = outputThroughPlugin<typeof direct.getServersOutput>("getServers");
export const getSubnet = throughPlugin<typeof direct.getSubnet>("getSubnet");
export const getSubnetOutput = outputThroughPlugin<typeof direct.getSubnetOutput>("getSubnet");
export const getSubnets = throughPlugin<typeof direct.getSubnets>("getSubnets");
export const getSubnetsOutput = outputThroughPlugin<typeof direct.getSubnetsOutput>("getSubnets");
export const getVolume = throughPlugin<typeof direct.getVolume>("getVolume");
export const getVolumeOutput = outputThroughPlugin<typeof direct.getVolumeOutput>("getVolume");
export const getVolumeAttachments = throughPlugin<typeof direct.getVolumeAttachments>("getVolumeAttachments");
export const getVolumeAttachmentsOutput =
    outputThroughPlugin<typeof direct.getVolumeAttachmentsOutput>("getVolumeAttachments");
export const getVolumeTypes = throughPlugin<typeof direct.getVolumeTypes>("getVolumeTypes");
export const getVolumeTypesOutput = outputThroughPlugin<typeof direct.getVolumeTypesOutput>("getVolumeTypes");
export const getVolumes = throughPlugin<typeof direct.getVolumes>("getVolumes");
export const getVolumesOutput = outputThroughPlugin<typeof direct.getVolumesOutput>("getVolumes");

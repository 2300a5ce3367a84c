export { getAvailabilityZones, getAvailabilityZonesOutput } from "./functions/availabilityZones/function";
export type { GetAvailabilityZoneResult } from "./functions/availabilityZones/types";
export { getFlavor, getFlavorOutput, getFlavors, getFlavorsOutput } from "./functions/flavors/function";
export type { GetFlavorArgs, GetFlavorResult, GetFlavorsArgs } from "./functions/flavors/types";
export { getFloatingIps, getFloatingIpsOutput } from "./functions/floatingIps/function";
export type { GetFloatingIpResult, GetFloatingIpsArgs } from "./functions/floatingIps/types";
export { getImage, getImageOutput, getImages, getImagesOutput } from "./functions/images/function";
export type { GetImageArgs, GetImageResult, GetImagesArgs } from "./functions/images/types";
export { getKeypair, getKeypairOutput, getKeypairs, getKeypairsOutput } from "./functions/keypairs/function";
export type { GetKeypairArgs, GetKeypairResult, GetKeypairsResult } from "./functions/keypairs/types";
export { getNetwork, getNetworkOutput, getNetworks, getNetworksOutput } from "./functions/networks/function";
export type { GetNetworkArgs, GetNetworkResult, GetNetworksArgs } from "./functions/networks/types";
export {
    getSecurityGroup,
    getSecurityGroupOutput,
    getSecurityGroups,
    getSecurityGroupsOutput,
} from "./functions/securityGroups/function";
export type {
    GetSecurityGroupArgs,
    GetSecurityGroupResult,
    GetSecurityGroupsArgs,
    SecurityGroupRuleResult,
} from "./functions/securityGroups/types";
export { getServer, getServerOutput, getServers, getServersOutput } from "./functions/servers/function";
export type { GetServerArgs, GetServerResult, GetServersArgs } from "./functions/servers/types";
export { getSubnet, getSubnetOutput, getSubnets, getSubnetsOutput } from "./functions/subnets/function";
export type { GetSubnetArgs, GetSubnetResult, GetSubnetsArgs } from "./functions/subnets/types";
export type { InputsOf, LookUpArgs, LookUpOptions } from "./functions/types";
export { getVolumeAttachments, getVolumeAttachmentsOutput } from "./functions/volumeAttachments/function";
export type {
    GetVolumeAttachmentResult,
    GetVolumeAttachmentsArgs,
} from "./functions/volumeAttachments/types";
export { getVolume, getVolumeOutput, getVolumes, getVolumesOutput } from "./functions/volumes/function";
export type {
    GetVolumeArgs,
    GetVolumeResult,
    GetVolumesArgs,
    VolumeAttachedTo,
} from "./functions/volumes/types";
export { getVolumeTypes, getVolumeTypesOutput } from "./functions/volumeTypes/function";
export type { GetVolumeTypeResult } from "./functions/volumeTypes/types";
export type { CommonArgs, TimeoutsArgs } from "./resources/cloudResource";
export { type AllFloatingIpArgs, FloatingIp, type FloatingIpArgs } from "./resources/floatingIp/resource";
export { Keypair, type KeypairArgs } from "./resources/keypair/resource";
export { PlacementPolicy, type PlacementPolicyArgs } from "./resources/placementPolicy/resource";
export { Provider, type ProviderArgs } from "./resources/provider";
export { Readiness, type ReadinessArgs, type ReadinessCheckArgs } from "./resources/readiness/resource";
export {
    SecurityGroupAssignment,
    type SecurityGroupAssignmentArgs,
} from "./resources/securityGroupAssignment/resource";
export {
    type AllServerArgs,
    type AtLeastOne,
    type BlockDeviceArgs,
    type NetworkArgs,
    type OneUserData,
    Server,
    type ServerAddress,
    type ServerArgs,
} from "./resources/server/resource";
export {
    type AllServerFleetArgs,
    type FleetCount,
    type FleetServer,
    ServerFleet,
    type ServerFleetArgs,
} from "./resources/serverFleet/resource";
export { ServerImage, type ServerImageArgs } from "./resources/serverImage/resource";
export type { EncryptionArgs } from "./resources/shared/encryption";
export { Volume, type VolumeArgs } from "./resources/volume/resource";
export { VolumeAttachment, type VolumeAttachmentArgs } from "./resources/volumeAttachment/resource";

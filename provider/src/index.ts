export {
    type GetAvailabilityZoneResult,
    getAvailabilityZones,
    getAvailabilityZonesOutput,
} from "./functions/availabilityZones";
export {
    type GetFlavorArgs,
    type GetFlavorResult,
    type GetFlavorsArgs,
    getFlavor,
    getFlavorOutput,
    getFlavors,
    getFlavorsOutput,
} from "./functions/flavors";
export {
    type GetImageArgs,
    type GetImageResult,
    type GetImagesArgs,
    getImage,
    getImageOutput,
    getImages,
    getImagesOutput,
} from "./functions/images";
export {
    type GetKeypairArgs,
    type GetKeypairResult,
    type GetKeypairsResult,
    getKeypair,
    getKeypairOutput,
    getKeypairs,
    getKeypairsOutput,
} from "./functions/keypairs";
export type { InputsOf, LookUpArgs } from "./functions/lookUp";
export {
    type GetServerArgs,
    type GetServerResult,
    type GetServersArgs,
    getServer,
    getServerOutput,
    getServers,
    getServersOutput,
} from "./functions/servers";
export {
    type GetVolumeAttachmentResult,
    type GetVolumeAttachmentsArgs,
    getVolumeAttachments,
    getVolumeAttachmentsOutput,
} from "./functions/volumeAttachments";
export { Keypair, type KeypairArgs } from "./resources/keypair";
export type { CommonArgs, TimeoutsArgs } from "./resources/resource";
export {
    SecurityGroupAssignment,
    type SecurityGroupAssignmentArgs,
} from "./resources/securityGroupAssignment";
export {
    type BlockDeviceArgs,
    type NetworkArgs,
    Server,
    type ServerAddress,
    type ServerArgs,
} from "./resources/server";
export { type FleetServer, ServerFleet, type ServerFleetArgs } from "./resources/serverFleet";
export { ServerImage, type ServerImageArgs } from "./resources/serverImage";
export { VolumeAttachment, type VolumeAttachmentArgs } from "./resources/volumeAttachment";

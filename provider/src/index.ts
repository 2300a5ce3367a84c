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
export { VolumeAttachment, type VolumeAttachmentArgs } from "./resources/volumeAttachment";

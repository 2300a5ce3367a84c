import { floatingIpHandler } from "./floatingIp/handler";
import { keypairHandler } from "./keypair/handler";
import { placementPolicyHandler } from "./placementPolicy/handler";
import { readinessHandler } from "./readiness/handler";
import { securityGroupAssignmentHandler } from "./securityGroupAssignment/handler";
import { serverHandler } from "./server/handler";
import { serverFleetHandler } from "./serverFleet/handler";
import { serverImageHandler } from "./serverImage/handler";
import { volumeHandler } from "./volume/handler";
import { volumeAttachmentHandler } from "./volumeAttachment/handler";

export const handlers = {
    Keypair: keypairHandler,
    Server: serverHandler,
    Volume: volumeHandler,
    VolumeAttachment: volumeAttachmentHandler,
    PlacementPolicy: placementPolicyHandler,
    SecurityGroupAssignment: securityGroupAssignmentHandler,
    ServerImage: serverImageHandler,
    ServerFleet: serverFleetHandler,
    FloatingIp: floatingIpHandler,
    Readiness: readinessHandler,
};

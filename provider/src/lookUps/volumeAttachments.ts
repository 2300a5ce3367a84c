import type { GetVolumeAttachmentResult } from "../functions/volumeAttachments";
import { uuid } from "../runtime/lifecycle";
import { argument, type LookUp, none } from "../runtime/lookUps";

/** "List Volumes Attached to Instance" of the guide. */
export const getVolumeAttachments: LookUp = {
    args: { serverId: argument(uuid, "the id of a server") },
    doing: ({ serverId }) => `Looking up the volumes of server ${serverId}`,
    async find({ cloud, args }): Promise<GetVolumeAttachmentResult[]> {
        const found = await cloud.attachments.list(String(args.serverId));
        if (!found) throw none(cloud, "with that id", "getServers");
        return found.map(({ id, serverId, volumeId, device }) => ({
            attachmentId: id,
            serverId,
            volumeId,
            device,
        }));
    },
};

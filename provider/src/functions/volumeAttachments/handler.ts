import { argument, type FunctionHandler, none } from "../../core/functions";
import { uuid } from "../../core/validators";
import type { GetVolumeAttachmentResult } from "./types";

/** "List Volumes Attached to Instance" of the guide. */
export const getVolumeAttachments: FunctionHandler = {
    args: { serverId: argument(uuid, "the id of a server") },
    describe: ({ serverId }) => `Looking up the volumes of server ${serverId}`,
    async run({ cloud, args }): Promise<GetVolumeAttachmentResult[]> {
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

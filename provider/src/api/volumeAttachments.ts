import { orUndefined } from "./errors";
import type { Service } from "./session";

export interface Attachment {
    id: string;
    serverId: string;
    volumeId: string;
    /** For example /dev/vdb. */
    device: string;
}

export class VolumeAttachments {
    constructor(private readonly compute: Service) {}

    /** Undefined where the volume is not attached to the server, or there is no such server. */
    async get(serverId: string, volumeId: string): Promise<Attachment | undefined> {
        const answer = await orUndefined(this.compute("GET", `${path(serverId)}/${volumeId}`));
        return (answer?.body as { volumeAttachment: Attachment } | undefined)?.volumeAttachment;
    }

    async create(serverId: string, volumeId: string): Promise<Attachment> {
        const answer = await this.compute("POST", path(serverId), {
            body: { volumeAttachment: { volumeId } },
        });
        return (answer.body as { volumeAttachment: Attachment }).volumeAttachment;
    }

    /** False where the volume was not attached any more. */
    async delete(serverId: string, volumeId: string): Promise<boolean> {
        return (await orUndefined(this.compute("DELETE", `${path(serverId)}/${volumeId}`))) !== undefined;
    }
}

function path(serverId: string): string {
    return `/servers/${serverId}/os-volume_attachments`;
}

import { orUndefined } from "./errors";
import { pageSize } from "./pages";
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

    /** All pages; undefined where there is no such server. */
    async list(serverId: string): Promise<Attachment[] | undefined> {
        const found: Attachment[] = [];
        for (;;) {
            const query = { limit: pageSize, offset: found.length };
            const answer = await orUndefined(this.compute("GET", path(serverId), { query }));
            if (!answer) return undefined;
            const { volumeAttachments: page } = answer.body as { volumeAttachments: Attachment[] };
            found.push(...page);
            if (page.length < pageSize) return found;
        }
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

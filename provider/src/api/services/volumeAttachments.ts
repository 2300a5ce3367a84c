import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { pageSize } from "../pages";
import { identifier, listOf, object, optional, type Shaped, text } from "../shapes";

export interface Attachment {
    id: string;
    serverId: string;
    volumeId: string;
    /** For example /dev/vdb; empty until the cloud has chosen it. */
    device: string;
}

const wireAttachment = object({
    id: identifier,
    serverId: identifier,
    volumeId: identifier,
    device: optional(text),
});
const attachmentDocument = object({ volumeAttachment: wireAttachment });
const attachmentsDocument = object({ volumeAttachments: listOf(wireAttachment) });

export class VolumeAttachments {
    constructor(private readonly compute: ServiceClient) {}

    /** Undefined if the volume is not attached to the server, or the server does not exist. */
    async get(serverId: string, volumeId: string): Promise<Attachment | undefined> {
        const document = await orUndefined(
            this.compute.read(attachmentDocument, "GET", path(serverId, volumeId)),
        );
        return document && fromWire(document.volumeAttachment);
    }

    /** All pages; undefined if the server does not exist. */
    async list(serverId: string): Promise<Attachment[] | undefined> {
        const found: Attachment[] = [];
        for (;;) {
            const query = { limit: pageSize, offset: found.length };
            const document = await orUndefined(
                this.compute.read(attachmentsDocument, "GET", path(serverId), { query }),
            );
            if (!document) return undefined;
            found.push(...document.volumeAttachments.map(fromWire));
            if (document.volumeAttachments.length < pageSize) return found;
        }
    }

    async create(serverId: string, volumeId: string): Promise<Attachment> {
        const document = await this.compute.read(attachmentDocument, "POST", path(serverId), {
            body: { volumeAttachment: { volumeId } },
        });
        return fromWire(document.volumeAttachment);
    }

    /** False if the volume was not attached. */
    async delete(serverId: string, volumeId: string): Promise<boolean> {
        return (await orUndefined(this.compute.send("DELETE", path(serverId, volumeId)))) !== undefined;
    }
}

function path(serverId: string, ...volumeId: string[]): string[] {
    return ["servers", serverId, "os-volume_attachments", ...volumeId];
}

function fromWire({ id, serverId, volumeId, device }: Shaped<typeof wireAttachment>): Attachment {
    return { id, serverId, volumeId, device: device ?? "" };
}

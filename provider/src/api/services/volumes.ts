import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { oneLine } from "../oneLine";
import { identifier, listOf, object, optional, type Shaped, text } from "../shapes";

export interface Volume {
    id: string;
    status: string;
    attachedTo: string[];
}

const wireVolume = object({
    id: identifier,
    status: text,
    attachments: optional(listOf(object({ server_id: optional(text) }))),
});
const volumeDocument = object({ volume: wireVolume });
const volumesDocument = object({ volumes: listOf(wireVolume) });
const uploadDocument = object({ "os-volume_upload_image": object({ image_id: identifier }) });

export class Volumes {
    constructor(private readonly blockStorage: ServiceClient) {}

    async get(id: string): Promise<Volume | undefined> {
        const document = await orUndefined(this.blockStorage.read(volumeDocument, "GET", ["volumes", id]));
        return document && fromWire(document.volume);
    }

    async list(): Promise<Volume[]> {
        const document = await this.blockStorage.read(volumesDocument, "GET", ["volumes", "detail"]);
        return document.volumes.map(fromWire);
    }

    /** Creates a private image of a volume, even while it is attached; returns the image's id. */
    async uploadImage(id: string, name: string): Promise<string> {
        const request = {
            image_name: name,
            force: true,
            disk_format: "qcow2",
            container_format: "bare",
        };
        const document = await this.blockStorage.read(uploadDocument, "POST", ["volumes", id, "action"], {
            body: { "os-volume_upload_image": request },
        });
        return document["os-volume_upload_image"].image_id;
    }
}

function fromWire({ id, status, attachments }: Shaped<typeof wireVolume>): Volume {
    // An attachment to a host has no server.
    const attachedTo = (attachments ?? []).flatMap(({ server_id: serverId }) => serverId ?? []);
    return { id, status: oneLine(status), attachedTo };
}

import { orUndefined } from "./errors";
import type { Service } from "./session";

export interface Volume {
    id: string;
    status: string;
    attachedTo: string[];
}

interface WireVolume {
    id: string;
    status: string;
    attachments?: { server_id: string }[];
}

export class Volumes {
    constructor(private readonly blockStorage: Service) {}

    async get(id: string): Promise<Volume | undefined> {
        const answer = await orUndefined(this.blockStorage("GET", `/volumes/${id}`));
        return answer && fromWire((answer.body as { volume: WireVolume }).volume);
    }

    async list(): Promise<Volume[]> {
        const answer = await this.blockStorage("GET", "/volumes/detail");
        return (answer.body as { volumes: WireVolume[] }).volumes.map(fromWire);
    }

    /** Makes a private image of a volume, also while it is attached; returns the image's id. */
    async uploadImage(id: string, name: string): Promise<string> {
        const request = {
            image_name: name,
            force: true,
            disk_format: "qcow2",
            container_format: "bare",
        };
        const body = { "os-volume_upload_image": request };
        const answer = await this.blockStorage("POST", `/volumes/${id}/action`, { body });
        return (answer.body as { "os-volume_upload_image": { image_id: string } })["os-volume_upload_image"]
            .image_id;
    }
}

function fromWire(wire: WireVolume): Volume {
    return {
        id: wire.id,
        status: wire.status,
        attachedTo: (wire.attachments ?? []).map((attachment) => attachment.server_id),
    };
}

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
}

function fromWire(wire: WireVolume): Volume {
    return {
        id: wire.id,
        status: wire.status,
        attachedTo: (wire.attachments ?? []).map((attachment) => attachment.server_id),
    };
}

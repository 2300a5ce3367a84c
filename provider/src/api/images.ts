import { orUndefined } from "./errors";
import type { Service } from "./session";

export interface Image {
    id: string;
    name: string;
    isWindows: boolean;
}

interface WireImage {
    name: string;
    os_type?: string;
}

export class Images {
    constructor(private readonly image: Service) {}

    async get(id: string): Promise<Image | undefined> {
        const answer = await orUndefined(this.image("GET", `/images/${encodeURIComponent(id)}`));
        const wire = answer?.body as WireImage | undefined;
        return wire && { id, name: wire.name, isWindows: wire.os_type?.toLowerCase() === "windows" };
    }
}

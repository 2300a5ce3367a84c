import { hasCode } from "./errors";
import type { Service } from "./session";

export interface Image {
    id: string;
    name: string;
    isWindows: boolean;
}

interface WireImage {
    id: string;
    name: string;
    os_type?: string;
}

export class Images {
    constructor(private readonly image: Service) {}

    async get(id: string): Promise<Image | undefined> {
        try {
            const answer = await this.image("GET", `/images/${encodeURIComponent(id)}`);
            const wire = answer.body as WireImage;
            return { id: wire.id, name: wire.name, isWindows: wire.os_type?.toLowerCase() === "windows" };
        } catch (error) {
            if (hasCode(error, "not_found")) return undefined;
            throw error;
        }
    }
}

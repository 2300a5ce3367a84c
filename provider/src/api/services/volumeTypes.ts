import type { ServiceClient } from "../auth/session";
import { boolean, identifier, listOf, mapOf, object, optional, text } from "../shapes";

export interface VolumeType {
    id: string;
    name: string;
    description: string | undefined;
    isPublic: boolean;
    extraSpecs: Record<string, string>;
}

const typesDocument = object({
    volume_types: listOf(
        object({
            id: identifier,
            name: identifier,
            description: optional(text),
            extra_specs: optional(mapOf(text)),
            "os-volume-type-access:is_public": optional(boolean),
        }),
    ),
});

export class VolumeTypes {
    constructor(private readonly blockStorage: ServiceClient) {}

    async list(): Promise<VolumeType[]> {
        const { volume_types: types } = await this.blockStorage.read(typesDocument, "GET", ["types"]);
        return types.map((type) => ({
            id: type.id,
            name: type.name,
            description: type.description ?? undefined,
            isPublic: type["os-volume-type-access:is_public"] ?? true,
            extraSpecs: type.extra_specs ?? {},
        }));
    }
}

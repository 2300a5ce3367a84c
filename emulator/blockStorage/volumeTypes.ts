import type { VolumeTypeRecord } from "../cloud/records";
import { notFound } from "../http/errors";
import type { ApiResponse, RegionRequest } from "../http/router";

function render({ id, name }: VolumeTypeRecord): unknown {
    const is_public = true;
    return {
        id,
        name,
        is_public,
        description: null,
        extra_specs: {},
        "os-volume-type-access:is_public": is_public,
    };
}

export function listVolumeTypes({ region }: RegionRequest): ApiResponse {
    return { status: 200, body: { volume_types: region.volumeTypes.map(render) } };
}

export function getVolumeType({ region, param }: RegionRequest): ApiResponse {
    const type = region.volumeTypes.find(({ id }) => id === param("id") || param("id") === "default");
    if (!type) throw notFound(`Volume type ${param("id")} could not be found.`);
    return { status: 200, body: { volume_type: render(type) } };
}

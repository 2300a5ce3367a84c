import { isObject, isUuid, type JsonObject, textAt } from "../http/json";
import { neutronBadRequest } from "./errors";

/** The resource that a request describes. */
export function resourceIn(body: unknown, name: string): JsonObject {
    const resource = isObject(body) ? body[name] : undefined;
    if (!isObject(resource)) throw neutronBadRequest(`Unable to find '${name}' in request body`);
    const text = textAt(resource, "name") ?? "";
    if (text.length > 255)
        throw neutronBadRequest(`Invalid input for name. Reason: '${text}' exceeds maximum length of 255.`);
    return resource;
}

/** The id at a required key. */
export function requiredIdAt(resource: JsonObject, key: string): string {
    const id = textAt(resource, key);
    if (id === undefined) {
        throw neutronBadRequest(`Failed to parse request. Required attribute '${key}' not specified`);
    }
    if (!isUuid(id))
        throw neutronBadRequest(`Invalid input for ${key}. Reason: '${id}' is not a valid UUID.`);
    return id;
}

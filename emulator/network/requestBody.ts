import { neutronRefusal } from "../http/errors";
import { isObject, isUuid, type JsonObject, textAt } from "../http/validation";

export function badRequest(message: string): Error {
    return neutronRefusal(400, "HTTPBadRequest", message);
}

/** The one thing that a request of Neutron is about. */
export function given(body: unknown, name: string): JsonObject {
    const thing = isObject(body) ? body[name] : undefined;
    if (!isObject(thing)) throw badRequest(`Unable to find '${name}' in request body`);
    const text = textAt(thing, "name") ?? "";
    if (text.length > 255)
        throw badRequest(`Invalid input for name. Reason: '${text}' exceeds maximum length of 255.`);
    return thing;
}

/** The id at a key that must be there. */
export function idAt(thing: JsonObject, key: string): string {
    const id = textAt(thing, key);
    if (id === undefined) {
        throw badRequest(`Failed to parse request. Required attribute '${key}' not specified`);
    }
    if (!isUuid(id)) throw badRequest(`Invalid input for ${key}. Reason: '${id}' is not a valid UUID.`);
    return id;
}

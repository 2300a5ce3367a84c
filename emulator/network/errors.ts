import { ErrorResponse } from "../http/errors";

/** How Neutron writes errors. */
function neutronErrorBody(type: string, message: string): unknown {
    return { NeutronError: { type, message, detail: "" } };
}

export function neutronError(status: number, type: string, message: string): ErrorResponse {
    return new ErrorResponse(status, neutronErrorBody(type, message));
}

export function neutronBadRequest(message: string): ErrorResponse {
    return neutronError(400, "HTTPBadRequest", message);
}

/** For a request that Neutron does not have. */
export function neutronUnknownBody(status: number, message: string): unknown {
    return neutronErrorBody(status === 404 ? "HTTPNotFound" : "HTTPMethodNotAllowed", message);
}

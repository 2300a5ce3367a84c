/** An error response; thrown by handlers. */
export class ErrorResponse extends Error {
    constructor(
        readonly status: number,
        readonly body: unknown,
        readonly headers: Record<string, string> = {},
    ) {
        super(`${status} ${JSON.stringify(body)}`);
    }
}

const FAULT_NAMES: Record<number, string> = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    409: "conflictingRequest",
    413: "overLimit",
    429: "overLimit",
    500: "computeFault",
    501: "notImplemented",
    503: "serviceUnavailable",
};

/** How Nova writes errors; Cinder does the same. */
export function novaErrorBody(status: number, message: string): unknown {
    return { [FAULT_NAMES[status] ?? "computeFault"]: { code: status, message } };
}

function novaError(status: number): (message: string) => ErrorResponse {
    return (message) => new ErrorResponse(status, novaErrorBody(status, message));
}

export const badRequest = novaError(400);
export const forbidden = novaError(403);
export const notFound = novaError(404);
export const conflict = novaError(409);
/** How Cinder refuses what its quotas do not allow: as if it were a limit of requests. */
export function overQuota(message: string): ErrorResponse {
    const body = { overLimit: { code: 413, message, retryAfter: "0" } };
    return new ErrorResponse(413, body, { "Retry-After": "0" });
}

/** How a gateway in front of the services limits requests. */
export function tooManyRequests(): ErrorResponse {
    const body = novaErrorBody(429, "Too many requests.");
    return new ErrorResponse(429, body, { "Retry-After": "1" });
}

/** How Keystone writes errors. */
export function keystoneErrorBody(status: number, title: string, message: string): unknown {
    return { error: { code: status, title, message } };
}

/** All services let Keystone's middleware answer a missing or expired token. */
export function unauthorized(): ErrorResponse {
    const body = keystoneErrorBody(401, "Unauthorized", "The request you have made requires authentication.");
    return new ErrorResponse(401, body, { "WWW-Authenticate": 'Keystone uri="/identity"' });
}

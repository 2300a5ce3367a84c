/** An answer that refuses; thrown by handlers. */
export class Refusal extends Error {
    constructor(
        readonly status: number,
        readonly body: unknown,
        readonly headers: Record<string, string> = {},
    ) {
        super(`${status} ${JSON.stringify(body)}`);
    }
}

const KINDS: Record<number, string> = {
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

/** Nova's and Cinder's envelope. */
export function envelope(status: number, message: string): unknown {
    return { [KINDS[status] ?? "computeFault"]: { code: status, message } };
}

/** Neutron's envelope. */
export function neutronEnvelope(type: string, message: string): unknown {
    return { NeutronError: { type, message, detail: "" } };
}

export function neutronRefusal(status: number, type: string, message: string): Refusal {
    return new Refusal(status, neutronEnvelope(type, message));
}

/** Keystone's envelope, which every service uses for 401. */
export function keystoneEnvelope(status: number, title: string, message: string): unknown {
    return { error: { code: status, title, message } };
}

function refusing(status: number): (message: string) => Refusal {
    return (message) => new Refusal(status, envelope(status, message));
}

export const badRequest = refusing(400);
export const forbidden = refusing(403);
export const notFound = refusing(404);
export const conflict = refusing(409);

export function unauthorized(): Refusal {
    const body = keystoneEnvelope(401, "Unauthorized", "The request you have made requires authentication.");
    return new Refusal(401, body, { "WWW-Authenticate": 'Keystone uri="/identity"' });
}

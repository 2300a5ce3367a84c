import { oneLine } from "./oneLine";
import { isRecord } from "./shapes";

/** What came back, by kind. Compare `code`, never the class, since a process may load two copies of the package. */
export type ErrorCode =
    | "bad_request"
    | "unauthorized"
    | "forbidden"
    | "quota"
    | "not_found"
    | "conflict"
    | "busy"
    | "rate_limited"
    | "server_error"
    | "unreachable"
    /** The login failed, but not for its credentials; the request that needed it was not sent. */
    | "no_login"
    | "no_answer"
    /** A success status with an unreadable body: the request may have been carried out. */
    | "unreadable"
    /** The certificate of the host is not trusted; nothing was sent. */
    | "untrusted"
    /** The run was cancelled or the deadline passed while no request was under way that may change something. */
    | "cancelled"
    | "timed_out"
    | "unexpected";

export interface ErrorDetails {
    code: ErrorCode;
    method: string;
    path: string;
    status?: number | undefined;
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
}

/** A request that the cloud refused or did not respond to. `message` is one clause without a full stop. */
export class ApiError extends Error {
    override readonly name = "ApiError";
    readonly code: ErrorCode;
    constructor(
        /** The cloud's own message, without status and request id. */
        readonly reason: string,
        readonly details: ErrorDetails,
    ) {
        super(`${reason} (${provenance(details)})`);
        this.code = details.code;
    }
}

export function hasCode(error: unknown, ...codes: ErrorCode[]): error is ApiError {
    return error instanceof Error && codes.includes((error as Partial<ApiError>).code as ErrorCode);
}

/** Returns undefined for a 404. */
export async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (hasCode(error, "not_found")) return undefined;
        throw error;
    }
}

function provenance({ status, requestId, method, path }: ErrorDetails): string {
    const response = status === undefined ? "no HTTP response" : `HTTP ${status}`;
    return [response, requestId ?? `${method} ${path}`].join(", ");
}

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "bad_request",
    429: "rate_limited",
};

/** Refusals that can only be told apart by the cloud's message. */
const codesByReason: readonly { status: number; pattern: RegExp; code: ErrorCode }[] = [
    { status: 403, pattern: /quota exceeded/i, code: "quota" },
    { status: 409, pattern: /quota exceeded/i, code: "quota" },
    // Cinder's, which looks like a limit of requests otherwise.
    { status: 413, pattern: /exceeds \w+ .*quota|exceeded for quota|LimitExceeded:/, code: "quota" },
    {
        status: 409,
        pattern: /task_state|being (processed|modified)|conflict with another/i,
        code: "busy",
    },
];

/** A 413 is either a rate limit, if it says so, or a request that is too large. */
export function codeOf(status: number, reason: string, isOverLimit = false): ErrorCode {
    const special = codesByReason.find((entry) => entry.status === status && entry.pattern.test(reason));
    if (special) return special.code;
    if (status === 413 && isOverLimit) return "rate_limited";
    return codesByStatus[status] ?? (status >= 500 ? "server_error" : "unexpected");
}

const secretFields = new Set([
    "user_data",
    "password",
    "secret",
    "adminPass",
    "private_key",
    "id_token",
    "skm_appkey",
]);

/** Any of their values may be secret. */
const metadataFields = new Set(["metadata", "meta"]);
const shortestSecret = 8;

/**
 * The message inside an error body: Nova's `{kind: {message}}`, Keystone's `{error: {message}}`, Neutron's
 * `{NeutronError: {message}}` or `{message}`. Services echo the input they refuse, so secrets are removed.
 */
export function reasonOf(body: unknown, sent: unknown, fallback: string): string {
    const nested = isRecord(body) ? [body, ...Object.values(body).filter(isRecord)] : [];
    const message = nested.map((part) => part.message).find((text) => typeof text === "string");
    if (typeof message !== "string" || oneLine(message) === "") return fallback;
    const clean = secretsIn(sent).reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
    return oneLine(clean.replace(/<[^>]*>/g, " ")).replace(/\s*\.$/, "");
}

function secretsIn(value: unknown): string[] {
    if (!isRecord(value) && !Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([key, entry]) => {
        if (metadataFields.has(key) && isRecord(entry)) return Object.values(entry).flatMap(longText);
        return secretFields.has(key) && entry !== "" ? textOf(entry) : secretsIn(entry);
    });
}

/** As sent, and as a service shows it inside quotes. */
function textOf(value: unknown): string[] {
    return typeof value === "string" ? [value, JSON.stringify(value).slice(1, -1)] : secretsIn(value);
}

/** A shorter value is not a secret, and removing it would garble the message. */
function longText(value: unknown): string[] {
    return typeof value === "string" && value.length < shortestSecret ? [] : textOf(value);
}

/** What came back, by kind; recognised by `code`, never by class, since two copies of a package can meet. */
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
    | "no_answer"
    | "unexpected";

export interface ErrorDetails {
    code: ErrorCode;
    method: string;
    path: string;
    status?: number | undefined;
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
}

/** A request that the cloud refused or did not answer. `message` is one clause without the final stop. */
export class ApiError extends Error {
    override readonly name = "ApiError";
    readonly code: ErrorCode;
    constructor(
        /** The cloud's own words, without the code and the request id. */
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

/** Absence is a value: undefined where the cloud answers 404. */
export async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (hasCode(error, "not_found")) return undefined;
        throw error;
    }
}

function provenance({ status, requestId, method, path }: ErrorDetails): string {
    const answer = status === undefined ? "no HTTP answer" : `HTTP ${status}`;
    return [answer, requestId ?? `${method} ${path}`].join(", ");
}

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    429: "rate_limited",
};

/** Refusals that share a status with others and are told apart by the cloud's words. */
const codesByReason: readonly { status: number; pattern: RegExp; code: ErrorCode }[] = [
    { status: 403, pattern: /quota exceeded/i, code: "quota" },
    {
        status: 409,
        pattern: /task_state|being (processed|modified)|conflict with another/i,
        code: "busy",
    },
    { status: 413, pattern: /./s, code: "rate_limited" },
];

export function codeOf(status: number, reason: string): ErrorCode {
    const special = codesByReason.find((entry) => entry.status === status && entry.pattern.test(reason));
    if (special) return special.code;
    return codesByStatus[status] ?? (status >= 500 ? "server_error" : "unexpected");
}

const longestReason = 400;
const secretFields = new Set(["user_data", "password", "secret", "adminPass", "private_key", "id_token"]);

/** Metadata may be secret too; what is shorter than this could be any word of the message. */
const shortestMetadata = 8;

/**
 * The message inside an error body: Nova's `{kind: {message}}`, Keystone's `{error: {message}}`, Neutron's
 * `{NeutronError: {message}}` or `{message}`. Services echo the input that they refuse, so secrets are cut out.
 */
export function reasonOf(body: unknown, sent: unknown, fallback: string): string {
    const nested = isRecord(body) ? [body, ...Object.values(body).filter(isRecord)] : [];
    const message = nested.map((part) => part.message).find((text) => typeof text === "string");
    if (typeof message !== "string" || message.trim() === "") return fallback;
    const clean = secretsIn(sent).reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
    const line = clean
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim()
        .replace(/\.$/, "");
    return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
}

function secretsIn(value: unknown, field = ""): string[] {
    if (!isRecord(value) && !Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([key, entry]) => {
        if (typeof entry !== "string" || entry === "") return secretsIn(entry, key);
        const isMetadata = /^meta(data)?$/.test(field) && entry.length >= shortestMetadata;
        return isMetadata || secretFields.has(key) ? [entry, JSON.stringify(entry).slice(1, -1)] : [];
    });
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

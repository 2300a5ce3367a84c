import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { AxiosAdapter, AxiosError, AxiosResponse } from "axios";
import pRetry from "p-retry";
import { axios, lazyClient } from "./axios";
import { type Bounds, endOf, within } from "./bounds";
import type { Clock } from "./clock";
import { ApiError, codeOf, type ErrorCode, type ErrorDetails, hasCode, reasonOf } from "./errors";
import { limit } from "./limit";
import type { EndedRequest, Observer } from "./observer";
import { oneLine } from "./oneLine";
import { isRecord, type Shape } from "./shapes";
import { Throttle } from "./throttle";

export interface Request {
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    url: string;
    headers?: Record<string, string>;
    body?: unknown;
    /** The expected shape of the response body; omitted if the body is not read. */
    shape?: Shape<unknown> | undefined;
    bounds?: Bounds | undefined;
    /** Whether to send it again after a lost response; by default all methods but POST. */
    repeatable?: boolean | undefined;
    /** For observers: Identity by default. */
    service?: string | undefined;
    /** For observers: the path without ids; that of the URL by default. */
    route?: string | undefined;
}

export interface Answer {
    status: number;
    headers: Record<string, string | undefined>;
    body: unknown;
}

export type Transport = (request: Request) => Promise<Answer>;

export interface TransportOptions {
    clock: Clock;
    /** A number from 0 to 1, for the jitter between attempts. */
    random: () => number;
    requestTimeoutSeconds: number;
    maxConcurrentRequests: number;
    /** CA certificates in PEM format, trusted instead of Node's own. */
    ca?: string | undefined;
    observer: Pick<Observer, "requested">;
    /** The network, replaced in tests; axios's own by default. */
    adapter?: AxiosAdapter | undefined;
}

interface Retry {
    tries: number;
    /** Whether even a POST is retried. */
    everyMethod: boolean;
}

/** What is retried. A POST is only retried if the cloud certainly did not carry it out. */
const retries: Readonly<Partial<Record<ErrorCode, Retry>>> = {
    rate_limited: { tries: 9, everyMethod: true },
    unreachable: { tries: 4, everyMethod: true },
    server_error: { tries: 5, everyMethod: false },
    no_answer: { tries: 4, everyMethod: false },
    unreadable: { tries: 5, everyMethod: false },
};

const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** Nothing was sent because the host's certificate is not trusted (Node's list of X.509 errors). */
const untrusted =
    /^(CERT_|ERROR_IN_CERT_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|(DEPTH_ZERO_)?SELF_SIGNED_CERT|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;
/** At the start of a run: a cloud that limits requests refuses as many as are pending when it refuses the first one. */
const firstConcurrentRequests = 4;
const longestDelayMs = 30_000;
/** For a function, which has no deadline. */
const longestPauseMs = 300_000;
const shortestTimeoutMs = 1000;
/** A list of a thousand servers has 3 MiB. */
const largestAnswerMebibytes = 32;

/** Sends requests over keep-alive connections with limited concurrency; throws an ApiError for every status above 299. */
export function createTransport(options: TransportOptions): Transport {
    const { clock } = options;
    // Not the agent's own limit: time in its queue would count against the request timeout.
    const inTurn = limit(options.maxConcurrentRequests, firstConcurrentRequests);
    const throttle = new Throttle(clock);
    const client = lazyClient({
        httpAgent: new HttpAgent({ keepAlive: true }),
        httpsAgent: new HttpsAgent({ keepAlive: true, ...(options.ca ? { ca: options.ca } : {}) }),
        // Never followed: the token would be sent along.
        maxRedirects: 0,
        validateStatus: () => true,
        maxContentLength: largestAnswerMebibytes * 1024 ** 2,
        ...(options.adapter ? { adapter: options.adapter } : {}),
    });

    async function once(request: Request, resends: number, last: Error | undefined): Promise<Answer> {
        const { method, url, headers, body, bounds } = request;
        if (bounds?.signal.aborted) throw endOf(bounds, requestedBy(request));
        const started = clock.now();
        const allowed = options.requestTimeoutSeconds * 1000;
        const timeout = bounds
            ? Math.max(Math.min(allowed, bounds.deadline - started), shortestTimeoutMs)
            : allowed;
        // The timeout of axios counts silence only: a response that trickles in would never end.
        const late = new AbortController();
        const settled = new AbortController();
        void clock.sleep(timeout, settled.signal).then(() => {
            if (!settled.signal.aborted) late.abort();
        });
        const seen: Pick<EndedRequest, "status" | "requestId" | "failure"> = {
            status: undefined,
            requestId: undefined,
            failure: undefined,
        };
        try {
            const response = await client().request({
                method,
                url,
                // Serialized here, since axios drops keys such as "constructor" when it copies an object.
                data: JSON.stringify(body),
                headers: {
                    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
                    ...headers,
                },
                timeout,
                // Only a GET is aborted by a cancel: the result of anything else matters.
                signal:
                    bounds && method === "GET" ? AbortSignal.any([bounds.signal, late.signal]) : late.signal,
            });
            seen.status = response.status;
            seen.requestId = requestIdOf(response);
            const answer = answerOf(request, response, clock.now());
            throttle.accept();
            return answer;
        } catch (error) {
            const failure = failureOf(request, error, late.signal);
            seen.failure = apiCodeOf(failure);
            throw failure;
        } finally {
            settled.abort();
            const { host, pathname: path } = new URL(url);
            const { service = "identity", route = path } = request;
            const resentAfter = apiCodeOf(last);
            const sent = { method, host, path, service, route, resends, resentAfter, startedAt: started };
            options.observer.requested({ ...sent, ...seen, endedAt: clock.now() });
        }
    }

    /** Returns when it is time for another attempt; throws if there is none. */
    async function pause(request: Request, error: Error, attempt: number): Promise<void> {
        const { bounds } = request;
        if (!mayRepeat(request, error, attempt)) throw error;
        const delay = delayMs(error, attempt, options.random());
        // Other requests may be allowed earlier than one that is put off for long.
        if (hasCode(error, "rate_limited")) throttle.refuse(error, Math.min(delay, longestDelayMs));
        if (delay >= (bounds ? bounds.deadline - clock.now() : longestPauseMs)) throw outOfTime(error);
        await clock.sleep(delay, bounds?.signal);
    }

    return async (request) => {
        const { bounds } = request;
        let last: Error | undefined;
        const wait = (turn: Promise<void>) => within(bounds, clock, requestedBy(request), () => turn);
        const send = async (resends: number) => {
            const turn = throttle.turn(bounds?.deadline);
            if (turn) await wait(turn);
            return await once(request, resends, last);
        };
        return await pRetry((attempt) => inTurn(() => send(attempt - 1), wait), {
            retries: Math.max(...Object.values(retries).map((retry) => retry.tries)) - 1,
            minTimeout: 0,
            // Not p-retry's own `signal`, which drops a late response, nor `maxRetryTime`, which has its own clock.
            onFailedAttempt: async ({ error, attemptNumber }) => {
                // The last error of the cloud says more than a timeout.
                if (last && hasCode(error, "timed_out")) throw last;
                last = error;
                await pause(request, error, attemptNumber);
            },
        });
    };
}

function mayRepeat(request: Request, error: Error, attempt: number): boolean {
    const retry = error instanceof ApiError ? retries[error.code] : undefined;
    return (
        retry !== undefined &&
        attempt < retry.tries &&
        (retry.everyMethod || (request.repeatable ?? request.method !== "POST"))
    );
}

/** What the cloud asks for, else jitter around a second that doubles with every attempt. */
function delayMs(error: Error, attempt: number, random: number): number {
    const asked = error instanceof ApiError ? error.details.retryAfterSeconds : undefined;
    const grown = Math.min(1000 * 2 ** (attempt - 1), longestDelayMs);
    return asked === undefined ? grown * (0.5 + random / 2) : asked * 1000 + random * 500;
}

/** The error if the next attempt would come too late. */
function outOfTime(error: Error): Error {
    if (!(error instanceof ApiError) || error.details.retryAfterSeconds === undefined) return error;
    const asked = `the cloud asked to retry after ${Math.ceil(error.details.retryAfterSeconds)} s, which is too late`;
    return new ApiError(`${error.reason}; ${asked}`, error.details);
}

function answerOf(request: Request, response: AxiosResponse<unknown>, now: number): Answer {
    const headers = response.headers as Record<string, string | undefined>;
    const { status, data: body } = response;
    const answered = { ...requestedBy(request), status, requestId: requestIdOf(response) };
    if (status < 300) {
        const fault = faultOf(body, request.shape);
        if (fault === undefined) return { status, headers, body };
        throw new ApiError(`the response cannot be read: ${fault}`, { ...answered, code: "unreadable" });
    }
    if (status < 400 && headers.location !== undefined) throw redirected(request, headers.location, answered);
    const fallback = oneLine(response.statusText) || "the request was refused";
    const reason = reasonOf(body, request.body, fallback);
    const isOverLimit =
        headers["retry-after"] !== undefined || (isRecord(body) && Object.hasOwn(body, "overLimit"));
    throw new ApiError(reason, {
        ...answered,
        code: codeOf(status, reason, isOverLimit),
        retryAfterSeconds: secondsOf(headers["retry-after"], now),
    });
}

/** What is wrong with the body of a successful response. axios leaves text that is not JSON as it is. */
function faultOf(body: unknown, shape: Shape<unknown> | undefined): string | undefined {
    const isText = typeof body === "string";
    const isPage = isText && body.trimStart().startsWith("<");
    if (shape ? shape(body) : !isPage) return undefined;
    if (isPage) return "it is an HTML page, perhaps from a proxy";
    if (body === undefined || body === "") return "it is empty";
    return isText ? "it is not JSON" : "it lacks the expected fields";
}

function redirected(request: Request, location: string, answered: Omit<ErrorDetails, "code">): ApiError {
    const { host } = new URL(request.url);
    const target = URL.canParse(location, request.url) ? new URL(location, request.url).origin : "elsewhere";
    return new ApiError(
        `${host} redirects to ${target}, where the token is not sent: set nhncloud:authUrl, ` +
            "or the service's own key such as nhncloud:computeUrl, to the final URL",
        { ...answered, code: "unexpected" },
    );
}

/** Retry-After is a number of seconds or a date. */
function secondsOf(header: string | undefined, now: number): number | undefined {
    if (!header) return undefined;
    const seconds = Number.isNaN(Number(header)) ? (Date.parse(header) - now) / 1000 : Number(header);
    return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}

/** What a request ended with that got no usable response. */
function failureOf(request: Request, error: unknown, late: AbortSignal): unknown {
    if (!axios().isAxiosError(error)) return error;
    if (late.aborted) return lost(request, "ETIMEDOUT");
    const { bounds } = request;
    return bounds && axios().isCancel(error) ? endOf(bounds, requestedBy(request)) : failed(request, error);
}

function apiCodeOf(error: unknown): ErrorCode | undefined {
    return error instanceof ApiError ? error.code : undefined;
}

/** axios has no error code for a response that is too large. */
function failed(request: Request, { code, message }: AxiosError): ApiError {
    if (!message.startsWith("maxContentLength")) return lost(request, code ?? message);
    const reason = `the response cannot be read: it is larger than ${largestAnswerMebibytes} MiB`;
    return new ApiError(reason, { ...requestedBy(request), code: "unreadable" });
}

function lost(request: Request, cause: string): ApiError {
    const { host } = new URL(request.url);
    const fail = (code: ErrorCode, reason: string) => new ApiError(reason, { ...requestedBy(request), code });
    if (untrusted.test(cause))
        return fail("untrusted", `the certificate of ${host} is not trusted: ${cause}`);
    return neverSent.has(cause)
        ? fail("unreachable", `${host} cannot be reached: ${cause}`)
        : fail("no_answer", `${host} did not respond: ${cause}`);
}

/** Whether the request may have been carried out although no usable response came back. */
export function isAmbiguous(error: unknown): error is ApiError {
    return hasCode(error, "server_error", "no_answer", "unreadable");
}

function requestedBy({ method, url }: Request): { method: string; path: string } {
    return { method, path: pathIn(url) };
}

function requestIdOf(response: AxiosResponse<unknown>): string | undefined {
    const id: unknown =
        response.headers["x-openstack-request-id"] ?? response.headers["x-compute-request-id"];
    return typeof id === "string" ? oneLine(id) : undefined;
}

function pathIn(url: string): string {
    return new URL(url).pathname;
}

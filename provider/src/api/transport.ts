import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosAdapter, type AxiosError, type AxiosResponse, isAxiosError, isCancel } from "axios";
import pRetry from "p-retry";
import { type Bounds, endOf, within } from "./bounds";
import type { Clock } from "./clock";
import { ApiError, codeOf, type ErrorCode, type ErrorDetails, hasCode, reasonOf } from "./errors";
import { limit } from "./limit";
import { oneLine } from "./oneLine";
import { isRecord, type Shape } from "./shapes";

export interface Request {
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    url: string;
    headers?: Record<string, string>;
    body?: unknown;
    /** What the answer's document must be; left out where nobody reads it. */
    shape?: Shape<unknown> | undefined;
    bounds?: Bounds | undefined;
    /** Whether it is sent again after an answer was lost; where it is left out, all but a POST are. */
    repeatable?: boolean | undefined;
}

export interface Answer {
    status: number;
    headers: Record<string, string | undefined>;
    body: unknown;
}

export type Transport = (request: Request) => Promise<Answer>;

export interface TransportOptions {
    clock: Clock;
    /** A number from 0 to 1, for the jitter between tries. */
    random: () => number;
    requestTimeoutSeconds: number;
    maxConcurrentRequests: number;
    /** Certificates in PEM form that are trusted instead of Node's own. */
    ca?: string | undefined;
    /** Called once a request with what a debug log may show: never headers or bodies. */
    trace?: ((line: string) => void) | undefined;
    /** The network, replaced by tests; axios's own for Node otherwise. */
    adapter?: AxiosAdapter | undefined;
}

interface Retry {
    tries: number;
    /** Whether a request that may have been carried out, and is not safe to repeat, is tried again too. */
    everyMethod: boolean;
}

/** What is tried again. A POST is, only where the cloud surely did not carry it out. */
const retries: Readonly<Partial<Record<ErrorCode, Retry>>> = {
    rate_limited: { tries: 9, everyMethod: true },
    unreachable: { tries: 4, everyMethod: true },
    server_error: { tries: 5, everyMethod: false },
    no_answer: { tries: 4, everyMethod: false },
    unreadable: { tries: 5, everyMethod: false },
};

const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** The host was reached, but nothing was sent, since its certificate is not to be trusted (Node's list of X.509 errors). */
const untrusted =
    /^(CERT_|ERROR_IN_CERT_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|(DEPTH_ZERO_)?SELF_SIGNED_CERT|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/;
const longestDelayMs = 30_000;
/** For a look-up, which has no deadline of its own. */
const longestPauseMs = 300_000;
const shortestTimeoutMs = 1000;
/** A list of a thousand servers has 3. */
const largestAnswerMebibytes = 32;

/** Sends requests over kept connections, with bounded concurrency; throws an ApiError for every status above 299. */
export function createTransport(options: TransportOptions): Transport {
    const { clock } = options;
    // Not the agent's own limit: there, the time in its queue would count as time without an answer.
    const inTurn = limit(options.maxConcurrentRequests);
    const client = axios.create({
        httpAgent: new HttpAgent({ keepAlive: true }),
        httpsAgent: new HttpsAgent({ keepAlive: true, ...(options.ca ? { ca: options.ca } : {}) }),
        // Never followed: the token would go along.
        maxRedirects: 0,
        validateStatus: () => true,
        maxContentLength: largestAnswerMebibytes * 1024 ** 2,
        ...(options.adapter ? { adapter: options.adapter } : {}),
    });

    async function once(request: Request): Promise<Answer> {
        const { method, url, headers, body, bounds } = request;
        if (bounds?.signal.aborted) throw endOf(bounds, requestedBy(request));
        const started = clock.now();
        const allowed = options.requestTimeoutSeconds * 1000;
        const timeout = bounds
            ? Math.max(Math.min(allowed, bounds.deadline - started), shortestTimeoutMs)
            : allowed;
        // axios counts silence only: an answer that trickles in would never end.
        const late = new AbortController();
        const settled = new AbortController();
        void clock.sleep(timeout, settled.signal).then(() => {
            if (!settled.signal.aborted) late.abort();
        });
        let outcome = "no answer";
        try {
            const response = await client.request({
                method,
                url,
                // Written here, since axios leaves out keys such as "constructor" where it copies an object.
                ...(body === undefined ? {} : { data: JSON.stringify(body) }),
                headers: {
                    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
                    ...headers,
                },
                timeout,
                // What may change something goes on where the run is cancelled: its answer is worth having.
                signal:
                    bounds && method === "GET" ? AbortSignal.any([bounds.signal, late.signal]) : late.signal,
            });
            outcome = `${response.status} ${requestIdOf(response) ?? ""}`;
            return answerOf(request, response, clock.now());
        } catch (error) {
            if (!isAxiosError(error)) throw error;
            if (late.signal.aborted) throw lost(request, "ETIMEDOUT");
            throw bounds && isCancel(error) ? endOf(bounds, requestedBy(request)) : failed(request, error);
        } finally {
            settled.abort();
            options.trace?.(`${method} ${pathIn(url)} ${outcome.trim()} ${clock.now() - started} ms`);
        }
    }

    /** Returns when it is time for another try; throws where there is none. */
    async function pause(request: Request, error: Error, attempt: number): Promise<void> {
        const { bounds } = request;
        if (!mayRepeat(request, error, attempt)) throw error;
        const delay = delayMs(error, attempt, options.random());
        if (delay >= (bounds ? bounds.deadline - clock.now() : longestPauseMs)) throw outOfTime(error);
        await clock.sleep(delay, bounds?.signal);
    }

    return async (request) => {
        const { bounds } = request;
        let last: Error | undefined;
        const wait = (turn: Promise<void>) => within(bounds, clock, requestedBy(request), () => turn);
        return await pRetry(() => inTurn(() => once(request), wait), {
            retries: Math.max(...Object.values(retries).map((retry) => retry.tries)) - 1,
            minTimeout: 0,
            // Not p-retry's own `signal` and `maxRetryTime`: the one drops an answer that came after all, the other has a clock of its own.
            onFailedAttempt: async ({ error, attemptNumber }) => {
                // What the cloud said before tells more than that the time is over.
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

/** What the cloud asks for, else full jitter up to a second that doubles with every try. */
function delayMs(error: Error, attempt: number, random: number): number {
    const asked = error instanceof ApiError ? error.details.retryAfterSeconds : undefined;
    const grown = Math.min(1000 * 2 ** (attempt - 1), longestDelayMs);
    return asked === undefined ? grown * (0.5 + random / 2) : asked * 1000 + random * 500;
}

/** The error that ends the tries where the next one would come too late. */
function outOfTime(error: Error): Error {
    if (!(error instanceof ApiError) || error.details.retryAfterSeconds === undefined) return error;
    const asked = `the cloud asks to try again after ${Math.ceil(error.details.retryAfterSeconds)} s, which is too late`;
    return new ApiError(`${error.reason}; ${asked}`, error.details);
}

function answerOf(request: Request, response: AxiosResponse<unknown>, now: number): Answer {
    const headers = response.headers as Record<string, string | undefined>;
    const { status, data: body } = response;
    const answered = { ...requestedBy(request), status, requestId: requestIdOf(response) };
    if (status < 300) {
        const fault = faultOf(body, request.shape);
        if (fault === undefined) return { status, headers, body };
        throw new ApiError(`the answer cannot be read: ${fault}`, { ...answered, code: "unreadable" });
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

/** What is wrong with the document of a good answer. axios leaves text that is no JSON as it is. */
function faultOf(body: unknown, shape: Shape<unknown> | undefined): string | undefined {
    const isText = typeof body === "string";
    const isPage = isText && body.trimStart().startsWith("<");
    if (shape ? shape(body) : !isPage) return undefined;
    if (isPage) return "it is a page, perhaps of a proxy";
    if (body === undefined || body === "") return "it is empty";
    return isText ? "it is no JSON" : "it lacks what was asked for";
}

function redirected(request: Request, location: string, answered: Omit<ErrorDetails, "code">): ApiError {
    const { host } = new URL(request.url);
    const target = URL.canParse(location, request.url) ? new URL(location, request.url).origin : "elsewhere";
    return new ApiError(
        `${host} redirects to ${target}, where the token is not sent: set nhncloud:authUrl, ` +
            "or the service's own key such as nhncloud:computeUrl, to the address that answers",
        { ...answered, code: "unexpected" },
    );
}

/** Retry-After is a number of seconds or a date. */
function secondsOf(header: string | undefined, now: number): number | undefined {
    if (!header) return undefined;
    const seconds = Number.isNaN(Number(header)) ? (Date.parse(header) - now) / 1000 : Number(header);
    return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}

/** axios has no code of its own for an answer that it stopped to read. */
function failed(request: Request, { code, message }: AxiosError): ApiError {
    if (!message.startsWith("maxContentLength")) return lost(request, code ?? message);
    const reason = `the answer cannot be read: it is larger than ${largestAnswerMebibytes} MiB`;
    return new ApiError(reason, { ...requestedBy(request), code: "unreadable" });
}

function lost(request: Request, cause: string): ApiError {
    const { host } = new URL(request.url);
    const fail = (code: ErrorCode, reason: string) => new ApiError(reason, { ...requestedBy(request), code });
    if (untrusted.test(cause))
        return fail("untrusted", `the certificate of ${host} is not trusted: ${cause}`);
    return neverSent.has(cause)
        ? fail("unreachable", `${host} cannot be reached: ${cause}`)
        : fail("no_answer", `${host} did not answer: ${cause}`);
}

/** True where the request may have been carried out although no good answer came back. */
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

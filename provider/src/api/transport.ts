import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosAdapter, type AxiosResponse, isAxiosError } from "axios";
import pRetry from "p-retry";
import type { Bounds } from "./bounds";
import type { Clock } from "./clock";
import { ApiError, codeOf, type ErrorCode, hasCode, reasonOf } from "./errors";
import { limit } from "./limit";

export interface Request {
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    url: string;
    headers?: Record<string, string>;
    body?: unknown;
    /** A POST that makes nothing, and may be sent again. */
    repeatable?: true;
    bounds?: Bounds;
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
};

const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
const longestDelayMs = 30_000;

/** Sends requests over kept connections, with bounded concurrency; throws an ApiError for every status above 299. */
export function createTransport(options: TransportOptions): Transport {
    // Not the agent's own limit: there, the time in its queue would count as time without an answer.
    const inTurn = limit(options.maxConcurrentRequests);
    const client = axios.create({
        httpAgent: new HttpAgent({ keepAlive: true }),
        httpsAgent: new HttpsAgent({ keepAlive: true }),
        timeout: options.requestTimeoutSeconds * 1000,
        maxRedirects: 0,
        validateStatus: () => true,
        ...(options.adapter ? { adapter: options.adapter } : {}),
    });

    async function once(request: Request): Promise<Answer> {
        const { method, url, headers, body: data } = request;
        const started = options.clock.now();
        let outcome = "no answer";
        try {
            const response = await client.request({ method, url, data, ...(headers ? { headers } : {}) });
            outcome = `${response.status} ${requestIdOf(response) ?? ""}`;
            return answerOf(request, response, options.clock.now());
        } catch (error) {
            throw isAxiosError(error) ? lost(request, error.code ?? error.message) : error;
        } finally {
            options.trace?.(`${method} ${pathOf(url)} ${outcome.trim()} ${options.clock.now() - started} ms`);
        }
    }

    return (request) =>
        pRetry(() => inTurn(() => once(request)), {
            retries: Math.max(...Object.values(retries).map((retry) => retry.tries)) - 1,
            minTimeout: 0,
            shouldRetry: async ({ error, attemptNumber }) => {
                if (!mayRepeat(request, error, attemptNumber)) return false;
                await options.clock.sleep(delayMs(error, attemptNumber, options.random()));
                return true;
            },
        });
}

function mayRepeat(request: Request, error: Error, attempt: number): boolean {
    const retry = error instanceof ApiError ? retries[error.code] : undefined;
    return (
        retry !== undefined &&
        attempt < retry.tries &&
        (retry.everyMethod || request.method !== "POST" || request.repeatable === true)
    );
}

/** What the cloud asks for, else full jitter up to a second that doubles with every try. */
function delayMs(error: Error, attempt: number, random: number): number {
    const asked = error instanceof ApiError ? error.details.retryAfterSeconds : undefined;
    const grown = Math.min(1000 * 2 ** (attempt - 1), longestDelayMs);
    return asked === undefined ? grown * (0.5 + random / 2) : asked * 1000 + random * 500;
}

function answerOf(request: Request, response: AxiosResponse<unknown>, now: number): Answer {
    const headers = response.headers as Record<string, string | undefined>;
    const { status, data: body } = response;
    if (status < 300) return { status, headers, body };
    const reason = reasonOf(body, request.body, response.statusText || "the request was refused");
    throw new ApiError(reason, {
        code: codeOf(status, reason),
        status,
        method: request.method,
        path: pathOf(request.url),
        requestId: requestIdOf(response),
        retryAfterSeconds: secondsOf(headers["retry-after"], now),
    });
}

/** Retry-After is a number of seconds or a date. */
function secondsOf(header: string | undefined, now: number): number | undefined {
    if (!header) return undefined;
    const seconds = Number.isNaN(Number(header)) ? (Date.parse(header) - now) / 1000 : Number(header);
    return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

function lost(request: Request, cause: string): ApiError {
    const code = neverSent.has(cause) ? "unreachable" : "no_answer";
    const { host } = new URL(request.url);
    const reason =
        code === "unreachable" ? `${host} cannot be reached: ${cause}` : `${host} did not answer: ${cause}`;
    return new ApiError(reason, { code, method: request.method, path: pathOf(request.url) });
}

/** True where the request may have been carried out although no good answer came back. */
export function isAmbiguous(error: unknown): error is ApiError {
    return hasCode(error, "server_error", "no_answer");
}

function requestIdOf(response: AxiosResponse<unknown>): string | undefined {
    const id: unknown =
        response.headers["x-openstack-request-id"] ?? response.headers["x-compute-request-id"];
    return typeof id === "string" ? id : undefined;
}

function pathOf(url: string): string {
    return new URL(url).pathname;
}

import { type AxiosAdapter, AxiosError, AxiosHeaders } from "axios";
import type { ServiceName } from "../../provider/src/api/auth/catalogue";
import type { Credentials } from "../../provider/src/api/auth/identity";
import { type ServiceClient, Session, serviceClient } from "../../provider/src/api/auth/session";
import { createTransport, type TransportOptions } from "../../provider/src/api/transport";
import { debugLines } from "../../provider/src/observers/debugLines";
import { observation } from "../../provider/src/observers/observation";
import { ManualClock } from "../support/manualClock";

/** A request as it leaves the provider. */
export interface Sent {
    method: string;
    url: string;
    headers: Record<string, unknown>;
    /** Parsed JSON; undefined where nothing was sent. */
    body: unknown;
    /** Milliseconds since the epoch. */
    at: number;
    /** How long an answer may take, in milliseconds. */
    timeout: number | undefined;
}

/** An answer, or the code of the error that the network ends in. */
export type Reply =
    | { status?: number; statusText?: string; headers?: Record<string, string>; body?: unknown }
    | { lost: string };

/** The network of a test: answers every request by a function and remembers what was sent. */
export class FakeNetwork {
    readonly sent: Sent[] = [];

    constructor(
        private readonly clock: ManualClock,
        public reply: (sent: Sent, nth: number) => Reply | Promise<Reply>,
    ) {}

    readonly adapter: AxiosAdapter = async (config) => {
        const sent: Sent = {
            method: String(config.method).toUpperCase(),
            url: String(config.url),
            headers: config.headers.toJSON(),
            body: typeof config.data === "string" ? JSON.parse(config.data) : config.data,
            at: this.clock.now(),
            timeout: config.timeout,
        };
        this.sent.push(sent);
        const reply = await this.reply(sent, this.sent.length);
        if ("lost" in reply) throw new AxiosError(`${reply.lost} happened`, reply.lost, config);
        const { status = 200, statusText = "", headers = {}, body } = reply;
        const data = typeof body === "string" ? body : JSON.stringify(body);
        // As Node hands them over: in small letters.
        const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
        return { status, statusText, headers: new AxiosHeaders(Object.fromEntries(named)), data, config };
    };

    /** "METHOD url" of everything but logins. */
    calls(): string[] {
        return this.sent.filter((sent) => !isLogin(sent)).map(({ method, url }) => `${method} ${url}`);
    }

    logins(): Sent[] {
        return this.sent.filter(isLogin);
    }
}

export function isLogin({ url }: Sent): boolean {
    return url.startsWith(authUrl) || url.endsWith("/auth/tokens");
}

export const authUrl = "https://identity.test/v2.0";

export const passwordCredentials: Credentials = {
    kind: "v2.0",
    authUrl,
    tenantId: "tenant1",
    username: "me@example.com",
    password: "correct horse",
};

/** What a vendor's login answers; `seconds` is the life of the token. */
export function loginAnswer(
    clock: ManualClock,
    { id = "token1", seconds = 43_200 }: { id?: string; seconds?: number } = {},
): Reply {
    const endpoints = (host: string, rest = "") =>
        ["KR1", "KR2"].map((region) => ({
            region,
            publicURL: `https://${region.toLowerCase()}-${host}.test${rest}`,
        }));
    return {
        body: {
            access: {
                token: {
                    id,
                    expires: new Date(clock.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
                    tenant: { id: "tenant1" },
                },
                serviceCatalog: [
                    { type: "compute", endpoints: endpoints("compute", "/v2/tenant1") },
                    { type: "volumev2", endpoints: endpoints("volume", "/v2/tenant1") },
                    { type: "network", endpoints: endpoints("network") },
                    { type: "image", endpoints: endpoints("image") },
                ],
            },
        },
    };
}

export interface FakeApi {
    clock: ManualClock;
    network: FakeNetwork;
    session: Session;
    /** Lines of the debug log. */
    traced: string[];
}

export interface FakeApiOptions extends Partial<TransportOptions> {
    credentials?: Credentials;
    urls?: Partial<Record<ServiceName, string>>;
    /** Answers everything but the vendor's login. */
    reply?: (sent: Sent, nth: number) => Reply | Promise<Reply>;
}

/** A session on a fake network, whose login always works unless `network.reply` is replaced. */
export function fakeApi({ credentials, urls, reply, ...options }: FakeApiOptions = {}): FakeApi {
    const clock = new ManualClock();
    let asked = 0;
    const network = new FakeNetwork(clock, (sent) =>
        isLogin(sent) ? loginAnswer(clock) : (reply?.(sent, ++asked) ?? { body: {} }),
    );
    const traced: string[] = [];
    const transport = createTransport({
        clock,
        random: () => 0,
        requestTimeoutSeconds: 60,
        maxConcurrentRequests: 10,
        adapter: network.adapter,
        observer: observation([debugLines((line) => traced.push(line))], clock),
        ...options,
    });
    const session = new Session(transport, credentials ?? passwordCredentials, urls ?? {}, clock);
    return { clock, network, session, traced };
}

/** The error that `work` ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
    try {
        await work;
    } catch (error) {
        if (error instanceof Error) return error;
        throw new Error("It failed with something that is no Error.");
    }
    throw new Error("It did not fail.");
}

/** One service of a cloud that always answers the same, and what was asked of it. */
export function service<T>(name: ServiceName, make: (service: ServiceClient) => T, reply: Reply) {
    const api = fakeApi({ reply: () => reply });
    return { api: make(serviceClient(api.session, name, "KR1")), sent: () => api.network.sent.slice(1) };
}

export const missing: Reply = { status: 404, body: { itemNotFound: { message: "Not found." } } };
export const refused: Reply = { status: 403, body: { forbidden: { message: "No." } } };

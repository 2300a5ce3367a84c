import { type Bounds, within } from "../bounds";
import type { Clock } from "../clock";
import { ApiError, type ErrorCode, hasCode } from "../errors";
import { oneLine } from "../oneLine";
import { pathOf, routeOf } from "../paths";
import type { Shape } from "../shapes";
import type { Answer, Request, Transport } from "../transport";
import { assertTrusted, baseUrl, findEndpoint, type ServiceName, services, vendorUrl } from "./catalogue";
import { authenticate, type Credentials, type Token } from "./identity";

/** A token is renewed when less than this, or half its lifetime, is left, so that it does not expire during a long action. */
const renewBeforeMs = 10 * 60_000;

/** A login is shared, so it has its own deadline. */
const longestLoginMs = 5 * 60_000;

/** What a failed login means for the request that needs it, which was not sent. */
const loginFailures: Readonly<Partial<Record<ErrorCode, ErrorCode>>> = {
    bad_request: "no_login",
    not_found: "no_login",
    conflict: "no_login",
    busy: "no_login",
    server_error: "unreachable",
    no_answer: "unreachable",
};

interface Login {
    token: Token;
    renewAt: number;
}

/** One token for one set of credentials: requested once, and renewed before it expires and after a 401. */
export class Session {
    private current: Promise<Login> | undefined;

    constructor(
        private readonly send: Transport,
        private readonly credentials: Credentials,
        private readonly urls: Partial<Record<ServiceName, string>>,
        private readonly clock: Clock,
    ) {}

    /** When the bounds of one caller end, the login continues for the others. */
    private waited<T>(bounds: Bounds | undefined, login: () => Promise<T>): Promise<T> {
        const { credentials } = this;
        if (credentials.kind === "token") return login();
        const path = new URL(credentials.authUrl).pathname;
        return within(bounds, this.clock, { method: "POST", path }, login);
    }

    private token(bounds: Bounds | undefined): Promise<Token> {
        return this.waited(bounds, async () => {
            const pending = this.current;
            // Refused credentials are not tried again: each resource would, and could lock the account.
            const login = await pending?.catch((error: unknown) => {
                if (hasCode(error, "unauthorized")) throw error;
            });
            return login && this.clock.now() < login.renewAt ? login.token : await this.renew(pending);
        });
    }

    /** Gets a new token, unless `stale` was already replaced. */
    private async renew(stale: Promise<Login> | undefined): Promise<Token> {
        if (this.current === stale || !this.current) this.current = this.logIn();
        return (await this.current).token;
    }

    private async logIn(): Promise<Login> {
        const deadline = this.clock.now() + longestLoginMs;
        const bounds = { deadline, signal: new AbortController().signal };
        const token = await authenticate(this.send, this.credentials, bounds, this.clock).catch(
            (error: unknown) => {
                throw loginFailure(error);
            },
        );
        return {
            token,
            renewAt: this.clock.now() + token.lifeMs - Math.min(renewBeforeMs, token.lifeMs / 2),
        };
    }

    /** The project that the token is for. */
    async tenantId(bounds?: Bounds): Promise<string> {
        return (await this.token(bounds)).tenantId;
    }

    /** The URL of a service in a region, or undefined if the cloud does not offer it. */
    async endpoint(service: ServiceName, region: string, bounds?: Bounds): Promise<string | undefined> {
        const token = await this.token(bounds);
        const url = this.urls[service] ?? this.foundUrl(service, region, token);
        return url === undefined ? undefined : baseUrl(service, url, token.tenantId);
    }

    private foundUrl(service: ServiceName, region: string, { catalogue }: Token): string | undefined {
        if (this.credentials.kind === "token") {
            return this.vendorUrl(service, region, this.credentials.vendorDomain);
        }
        const url = findEndpoint(catalogue, service, region);
        if (url !== undefined) assertTrusted(service, url, this.credentials.authUrl);
        return url;
    }

    /** A given token comes without a catalog; if Compute is another cloud's, the vendor must not get the token. */
    private vendorUrl(service: ServiceName, region: string, domain: string | undefined): string | undefined {
        if (this.urls.compute !== undefined || domain === undefined) return undefined;
        return vendorUrl(service, region, domain);
    }

    /** Sends a request with the token, and again with a new one if the cloud no longer accepts it. */
    async request(service: ServiceName, region: string, path: string, request: Omit<Request, "url">) {
        const { bounds } = request;
        const url = await this.endpoint(service, region, bounds);
        if (url === undefined) throw new Error(await this.noEndpoint(service, region, bounds));
        const sendWith = (token: Token): Promise<Answer> =>
            this.send({
                ...request,
                service,
                url: url + path,
                headers: { ...request.headers, "X-Auth-Token": token.id },
            });
        const token = await this.token(bounds);
        const used = this.current;
        try {
            return await sendWith(token);
        } catch (error) {
            if (!hasCode(error, "unauthorized") || this.credentials.kind === "token") throw error;
            const renewed = await this.waited(bounds, () => this.renew(used));
            return await sendWith(renewed).catch((refusal: unknown) => {
                // The credentials are valid, as the login has just shown.
                if (!hasCode(refusal, "unauthorized")) throw refusal;
                throw new ApiError(refusal.reason, { ...refusal.details, code: "forbidden" });
            });
        }
    }

    /** Explains that a region lacks a service, and which regions have one. */
    async noEndpoint(service: ServiceName, region: string, bounds?: Bounds): Promise<string> {
        const { catalogue } = await this.token(bounds);
        const type = services[service].types[0];
        const regions = [...new Set(catalogue.map((entry) => entry.region))].sort().join(", ") || "no region";
        return (
            `the service catalog has no "${type}" service in region "${region}", only in ${oneLine(regions)}: ` +
            `run "pulumi config set nhncloud:region REGION" or "pulumi config set nhncloud:${services[service].key} URL"`
        );
    }
}

function loginFailure(error: unknown): unknown {
    const code = error instanceof ApiError ? loginFailures[error.code] : undefined;
    if (!(error instanceof ApiError) || code === undefined) return error;
    return new ApiError(`the login failed: ${error.reason}`, { ...error.details, code });
}

interface Options {
    body?: unknown;
    query?: Record<string, string | number | undefined>;
    headers?: Record<string, string>;
    repeatable?: Request["repeatable"];
}

/** One service in one region. A path is given by its segments, which are escaped. */
export interface ServiceClient {
    /** The body of the response; fails with "unreadable" if it does not have that shape. */
    read<T>(
        shape: Shape<T>,
        method: Request["method"],
        path: readonly string[],
        options?: Options,
    ): Promise<T>;
    /** For a response whose body is not needed. */
    send(method: Request["method"], path: readonly string[], options?: Options): Promise<Answer>;
}

/** All its requests end with `bounds`. */
export function serviceClient(
    session: Session,
    name: ServiceName,
    region: string,
    bounds?: Bounds,
): ServiceClient {
    const send = async (
        method: Request["method"],
        path: readonly string[],
        { body, query = {}, headers = {}, repeatable, shape }: Options & { shape?: Shape<unknown> } = {},
    ): Promise<Answer> => {
        const search = new URLSearchParams();
        for (const [key, value] of Object.entries(query)) {
            if (value !== undefined) search.set(key, String(value));
        }
        const address = search.size > 0 ? `${pathOf(path)}?${search}` : pathOf(path);
        return await session.request(name, region, address, {
            method,
            body,
            headers,
            repeatable,
            shape,
            bounds,
            route: routeOf(path),
        });
    };
    return {
        send,
        async read<T>(
            shape: Shape<T>,
            method: Request["method"],
            path: readonly string[],
            options: Options = {},
        ) {
            const { body } = await send(method, path, { ...options, shape });
            // The transport has checked its shape.
            return body as T;
        },
    };
}

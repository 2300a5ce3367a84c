import type { Bounds } from "./bounds";
import { baseUrl, findEndpoint, type ServiceName, services, vendorUrl } from "./catalogue";
import type { Clock } from "./clock";
import { hasCode } from "./errors";
import { authenticate, type Credentials, type Token } from "./identity";
import type { Answer, Request, Transport } from "./transport";

/** A token is renewed when less than this is left, or half its life, so that it does not expire inside a long action. */
const renewBeforeMs = 10 * 60_000;

interface Login {
    token: Token;
    renewAt: number;
}

/** One token for one set of credentials: got once however many ask, renewed before it expires and after a 401. */
export class Session {
    private current: Promise<Login> | undefined;

    constructor(
        private readonly send: Transport,
        private readonly credentials: Credentials,
        private readonly urls: Partial<Record<ServiceName, string>>,
        private readonly clock: Clock,
    ) {}

    private async token(): Promise<Token> {
        const pending = this.current;
        // Refused credentials stay refused: asking again for each resource could lock the account.
        const login = await pending?.catch((error: unknown) => {
            if (hasCode(error, "unauthorized")) throw error;
        });
        return login && this.clock.now() < login.renewAt ? login.token : await this.renew(pending);
    }

    /** Gets a new token, unless somebody else already replaced `stale`. */
    private async renew(stale: Promise<Login> | undefined): Promise<Token> {
        if (this.current === stale || !this.current) this.current = this.logIn();
        return (await this.current).token;
    }

    private async logIn(): Promise<Login> {
        const token = await authenticate(this.send, this.credentials);
        const life = token.expiresAt - this.clock.now();
        return { token, renewAt: token.expiresAt - Math.min(renewBeforeMs, life / 2) };
    }

    /** The project that the token is for. */
    async tenantId(): Promise<string> {
        return (await this.token()).tenantId;
    }

    /** The address of a service in a region, or undefined where the cloud does not offer it. */
    async endpoint(service: ServiceName, region: string): Promise<string | undefined> {
        const token = await this.token();
        const url =
            this.urls[service] ??
            (this.credentials.kind === "token"
                ? this.vendorUrl(service, region)
                : findEndpoint(token.catalogue, service, region));
        return url === undefined ? undefined : baseUrl(service, url, token.tenantId);
    }

    /** A ready token brings no catalogue; where compute is another cloud's, the vendor is not to see it. */
    private vendorUrl(service: ServiceName, region: string): string | undefined {
        return this.urls.compute === undefined ? vendorUrl(service, region) : undefined;
    }

    /** Sends a request with the token, and once more with a new one where the cloud no longer takes it. */
    async request(service: ServiceName, region: string, path: string, request: Omit<Request, "url">) {
        const url = await this.endpoint(service, region);
        if (url === undefined) throw new Error(await this.noEndpoint(service, region));
        const sendWith = (token: Token): Promise<Answer> =>
            this.send({
                ...request,
                url: url + path,
                headers: { ...request.headers, "X-Auth-Token": token.id },
            });
        const token = await this.token();
        const used = this.current;
        try {
            return await sendWith(token);
        } catch (error) {
            if (!hasCode(error, "unauthorized") || this.credentials.kind === "token") throw error;
            return await sendWith(await this.renew(used));
        }
    }

    private async noEndpoint(service: ServiceName, region: string): Promise<string> {
        const { catalogue } = await this.token();
        const type = services[service].types[0];
        const regions = [...new Set(catalogue.map((entry) => entry.region))].sort().join(", ") || "no region";
        return (
            `the service catalogue has no "${type}" service in region "${region}", only in ${regions}: ` +
            `run "pulumi config set nhncloud:region REGION" or "pulumi config set nhncloud:${services[service].key} URL"`
        );
    }
}

/** One service in one region. */
export type Service = (
    method: Request["method"],
    path: string,
    options?: {
        body?: unknown;
        query?: Record<string, string | number | undefined>;
        headers?: Record<string, string>;
    },
) => Promise<Answer>;

export function serviceOf(session: Session, name: ServiceName, region: string, bounds?: Bounds): Service {
    return (method, path, { body, query, headers } = {}) => {
        const search = new URLSearchParams();
        for (const [key, value] of Object.entries(query ?? {})) {
            if (value !== undefined) search.set(key, String(value));
        }
        return session.request(name, region, search.size > 0 ? `${path}?${search}` : path, {
            method,
            body,
            ...(headers ? { headers } : {}),
            ...(bounds ? { bounds } : {}),
        });
    };
}

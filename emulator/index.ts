import type { Clock } from "./cloud/clock";
import { DEFAULT_DURATIONS, type Durations } from "./cloud/durations";
import type { Faults } from "./cloud/faults";
import type { Region } from "./cloud/region";
import {
    APPLICATION_CREDENTIAL_ID,
    APPLICATION_CREDENTIAL_SECRET,
    DOMAIN,
    PASSWORD,
    TENANT_ID,
    TENANT_NAME,
    USERNAME,
} from "./cloud/seed";
import { CloudState, type RequestLogEntry } from "./cloud/state";
import { listen } from "./http/server";

export type { Clock } from "./cloud/clock";
export type { Durations } from "./cloud/durations";
export type { Fault, Faults } from "./cloud/faults";
export type * from "./cloud/records";
export type { Region as RegionHandle } from "./cloud/region";
export type { RequestLogEntry } from "./cloud/state";

export interface CloudOptions {
    /** 0: any free one */
    port?: number;
    /** milliseconds since the epoch; moves all statuses */
    clock?: Clock;
    seconds?: Partial<Durations>;
    tokenSeconds?: number;
    /** how long changes of one server wait for others to come in between; 0: not at all */
    gapMilliseconds?: number;
    /** the most that a page holds, whatever limit is asked for */
    pageCap?: number;
    log?: (entry: RequestLogEntry) => void;
}

export type EnvironmentKind = "v2" | "v3" | "applicationCredential" | "token";

export interface Cloud {
    url: string;
    credentials: { tenantId: string; username: string; password: string; region: "KR1"; authUrl: string };
    /** NHNCLOUD_* variables for one way to log in */
    environment(kind?: EnvironmentKind): Record<string, string>;
    /** OS_* variables for standard clients, by Identity v3 */
    openstackEnvironment(): Record<string, string>;
    requests: RequestLogEntry[];
    unknownRequests: RequestLogEntry[];
    region(name?: "KR1" | "KR2"): Region;
    expireTokens(): void;
    faults: Faults;
    close(): Promise<void>;
}

function environments(state: CloudState): Record<EnvironmentKind, () => Record<string, string>> {
    const v3 = `${state.url}/identity/v3`;
    return {
        v2: () => ({
            NHNCLOUD_TENANT_ID: TENANT_ID,
            NHNCLOUD_USERNAME: USERNAME,
            NHNCLOUD_PASSWORD: PASSWORD,
            NHNCLOUD_REGION: "KR1",
            NHNCLOUD_AUTH_URL: `${state.url}/identity/v2.0`,
        }),
        v3: () => ({
            NHNCLOUD_AUTH_URL: v3,
            NHNCLOUD_USERNAME: USERNAME,
            NHNCLOUD_PASSWORD: PASSWORD,
            NHNCLOUD_PROJECT_ID: TENANT_ID,
            NHNCLOUD_USER_DOMAIN_NAME: DOMAIN.name,
            NHNCLOUD_REGION: "KR1",
        }),
        applicationCredential: () => ({
            NHNCLOUD_AUTH_URL: v3,
            NHNCLOUD_APPLICATION_CREDENTIAL_ID: APPLICATION_CREDENTIAL_ID,
            NHNCLOUD_APPLICATION_CREDENTIAL_SECRET: APPLICATION_CREDENTIAL_SECRET,
            NHNCLOUD_REGION: "KR1",
        }),
        token: () => ({
            NHNCLOUD_TOKEN: state.tokens.issue(["password"]).id,
            NHNCLOUD_TENANT_ID: TENANT_ID,
            NHNCLOUD_COMPUTE_URL: `${state.url}/kr1/compute/v2/${TENANT_ID}`,
            NHNCLOUD_REGION: "KR1",
        }),
    };
}

function openstackEnvironment(state: CloudState): Record<string, string> {
    return {
        OS_AUTH_URL: `${state.url}/identity/v3`,
        OS_USERNAME: USERNAME,
        OS_PASSWORD: PASSWORD,
        OS_PROJECT_ID: TENANT_ID,
        OS_PROJECT_NAME: TENANT_NAME,
        OS_USER_DOMAIN_NAME: DOMAIN.name,
        OS_REGION_NAME: "KR1",
        OS_IDENTITY_API_VERSION: "3",
    };
}

/** What tests hold: every look at it first lets happen what is due. */
function handleOf(region: Region): Region {
    return new Proxy(region, {
        get: (target, key) => {
            target.timeline.settle();
            return Reflect.get(target, key);
        },
    });
}

function regionOf(handles: Map<string, Region>, name: string): Region {
    const region = handles.get(name);
    if (!region) throw new Error(`there is no region ${name}`);
    return region;
}

const DEFAULTS = {
    tokenSeconds: 43_200,
    gapMilliseconds: 0,
    pageCap: Number.POSITIVE_INFINITY,
    log: () => {},
};

/** Starts a cloud of its own on loopback. Nothing is kept when it closes. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
    const seconds = { ...DEFAULT_DURATIONS, ...options.seconds };
    const clock = options.clock ?? { now: () => Date.now() };
    const state = new CloudState({ ...DEFAULTS, ...options, clock, seconds });
    const server = await listen(state, options.port ?? 0);
    const handles = new Map([...state.regions].map(([name, region]) => [name, handleOf(region)]));
    const authUrl = `${state.url}/identity/v2.0`;
    return {
        url: state.url,
        credentials: { tenantId: TENANT_ID, username: USERNAME, password: PASSWORD, region: "KR1", authUrl },
        environment: (kind = "v2") => environments(state)[kind](),
        openstackEnvironment: () => openstackEnvironment(state),
        requests: state.requests,
        unknownRequests: state.unknownRequests,
        region: (name = "KR1") => regionOf(handles, name),
        expireTokens: () => state.tokens.revokeAll(),
        faults: state.faults,
        close: () =>
            new Promise<void>((resolve, reject) => {
                server.close((error) => (error ? reject(error) : resolve()));
                server.closeAllConnections();
            }),
    };
}

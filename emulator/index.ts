import type { Clock } from "./cloud/clock";
import { DEFAULT_DURATIONS, type Durations } from "./cloud/durations";
import type { Faults } from "./cloud/faults";
import { REGION_NAMES } from "./cloud/seed";
import { CloudState, type RequestLogEntry } from "./cloud/state";
import {
    type Credentials,
    credentials,
    type EnvironmentKind,
    environments,
    openstackEnvironment,
} from "./environments";
import { Guests } from "./guests/guests";
import { dispatcher } from "./http/dispatch";
import { listen } from "./http/server";
import { RegionHandle } from "./regionHandle";
import { SERVICES } from "./services";

export type { Clock } from "./cloud/clock";
export type { Durations } from "./cloud/durations";
export type { Fault, Faults } from "./cloud/faults";
export type * from "./cloud/records";
export type { RequestLogEntry } from "./cloud/state";
export type { EnvironmentKind } from "./environments";
export type { RegionHandle } from "./regionHandle";

export interface CloudOptions {
    /** 0, the default: any free port. */
    port?: number;
    /** All statuses change by it. */
    clock?: Clock;
    seconds?: Partial<Durations>;
    tokenSeconds?: number;
    /** How long a change of a server waits for concurrent ones between reading and writing; 0 by default. */
    raceWindowMilliseconds?: number;
    /** The most entries on a page, whatever limit is requested. */
    pageCap?: number;
    /** How many requests are accepted in any second; others get 429 and Retry-After. No limit by default. */
    requestsPerSecond?: number;
    log?: (entry: RequestLogEntry) => void;
}

export interface Cloud {
    url: string;
    credentials: Credentials;
    /** NHNCLOUD_* variables for one way of logging in. */
    environment(kind?: EnvironmentKind): Record<string, string>;
    /** OS_* variables for standard clients, with Identity v3. */
    openstackEnvironment(): Record<string, string>;
    requests: RequestLogEntry[];
    unknownRequests: RequestLogEntry[];
    /** The region as it is now. Whoever keeps it calls its catchUp() before a later look. */
    region(name?: "KR1" | "KR2"): RegionHandle;
    expireTokens(): void;
    /** Resolves when the web pages of all servers are there, or no longer, as the servers are now. */
    settleGuests(): Promise<void>;
    faults: Faults;
    close(): Promise<void>;
}

function regionNow(regions: Map<string, RegionHandle>, name: string): RegionHandle {
    const region = regions.get(name);
    if (!region) throw new Error(`There is no region ${name}.`);
    region.catchUp();
    return region;
}

const DEFAULTS = {
    tokenSeconds: 43_200,
    raceWindowMilliseconds: 0,
    pageCap: Number.POSITIVE_INFINITY,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    log: () => {},
};

/** Starts a cloud on loopback. It is all in memory: nothing is left after close(). */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
    const seconds = { ...DEFAULT_DURATIONS, ...options.seconds };
    const clock = options.clock ?? { now: () => Date.now() };
    const regions = new Map<string, RegionHandle>(
        REGION_NAMES.map((name) => [name, new RegionHandle(name, clock, seconds)]),
    );
    const state = new CloudState(regions, { ...DEFAULTS, ...options, clock });
    const guests = new Guests(regions);
    const server = await listen(state, dispatcher(SERVICES), options.port ?? 0);
    return {
        url: state.url,
        credentials: credentials(state.url),
        environment: (kind = "v2") => environments(state)[kind](),
        openstackEnvironment: () => openstackEnvironment(state),
        requests: state.requests,
        unknownRequests: state.unknownRequests,
        region: (name = "KR1") => regionNow(regions, name),
        expireTokens: () => state.tokens.revokeAll(),
        faults: state.faults,
        settleGuests: () => guests.settle(),
        close: async () => {
            await guests.close();
            await new Promise<void>((resolve, reject) => {
                server.close((error) => (error ? reject(error) : resolve()));
                server.closeAllConnections();
            });
        },
    };
}

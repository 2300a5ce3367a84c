import type { Clock } from "./clock";
import { FaultList } from "./faults";
import { RaceWindow } from "./raceWindow";
import { RateLimit } from "./rateLimit";
import type { Region } from "./region";
import { TokenStore } from "./tokens";

export interface RequestLogEntry {
    method: string;
    /** With its query. */
    path: string;
    /** 0: no response was sent, and the request had not been executed by then. */
    status: number;
    ms: number;
    /** Of POST .../action: the name of the action. */
    action?: string;
}

export interface CloudSettings {
    clock: Clock;
    tokenSeconds: number;
    raceWindowMilliseconds: number;
    pageCap: number;
    requestsPerSecond: number;
    log: (entry: RequestLogEntry) => void;
}

/** Everything that a running cloud knows. */
export class CloudState {
    url = "";
    readonly requests: RequestLogEntry[] = [];
    readonly unknownRequests: RequestLogEntry[] = [];
    readonly faults = new FaultList();
    readonly tokens: TokenStore;
    readonly raceWindow: RaceWindow;
    readonly rateLimit: RateLimit;
    readonly clock: Clock;
    readonly pageCap: number;
    readonly log: CloudSettings["log"];

    constructor(
        readonly regions: ReadonlyMap<string, Region>,
        { clock, tokenSeconds, raceWindowMilliseconds, pageCap, requestsPerSecond, log }: CloudSettings,
    ) {
        this.clock = clock;
        this.pageCap = pageCap;
        this.log = log;
        this.tokens = new TokenStore(clock, tokenSeconds);
        this.raceWindow = new RaceWindow(raceWindowMilliseconds);
        this.rateLimit = new RateLimit(clock, requestsPerSecond);
    }

    /** All regions share one clock, so it does not matter whose timeline the step is on. */
    after(seconds: number, apply: () => void): void {
        this.catchUp();
        const [region] = this.regions.values();
        region?.timeline.after("late", seconds, apply);
    }

    /** Applies everything that is due by now, in every region. */
    catchUp(): void {
        for (const region of this.regions.values()) region.catchUp();
    }
}

import type { Clock } from "./clock";
import type { Durations } from "./durations";
import { FaultList } from "./faults";
import { Gap } from "./raceWindow";
import { Region } from "./region";
import { TokenStore } from "./tokens";

export interface RequestLogEntry {
    method: string;
    /** with query */
    path: string;
    /** 0: the client got no answer, and nothing had been carried out by then */
    status: number;
    ms: number;
    /** of a server or a volume: the name of what is asked for */
    action?: string;
}

export interface Settings {
    clock: Clock;
    seconds: Durations;
    tokenSeconds: number;
    gapMilliseconds: number;
    pageCap: number;
    log: (entry: RequestLogEntry) => void;
}

export const REGION_NAMES = ["KR1", "KR2"] as const;

/** Everything one running cloud knows. */
export class CloudState {
    url = "";
    readonly requests: RequestLogEntry[] = [];
    readonly unknownRequests: RequestLogEntry[] = [];
    readonly faults = new FaultList();
    readonly tokens: TokenStore;
    readonly gap: Gap;
    readonly regions: Map<string, Region>;
    readonly clock: Clock;
    readonly pageCap: number;
    readonly log: Settings["log"];

    constructor({ clock, seconds, tokenSeconds, gapMilliseconds, pageCap, log }: Settings) {
        this.clock = clock;
        this.pageCap = pageCap;
        this.log = log;
        this.tokens = new TokenStore(clock, tokenSeconds);
        this.gap = new Gap(gapMilliseconds);
        this.regions = new Map(REGION_NAMES.map((name) => [name, new Region(name, clock, seconds)]));
    }

    /** Something that happens by itself; the time of all regions is the same. */
    after(seconds: number, act: () => void): void {
        this.settle();
        const [region] = this.regions.values();
        region?.timeline.after("late", seconds, act);
    }

    settle(): void {
        for (const region of this.regions.values()) region.timeline.settle();
    }
}

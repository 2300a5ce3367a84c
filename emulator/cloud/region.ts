import { randomInt } from "node:crypto";
import type { Clock } from "./clock";
import type { Durations } from "./durations";
import { UNLIMITED } from "./quotas";
import type * as records from "./records";
import { makeSeed, type SeedIds, seedIds } from "./seed";
import { Timeline } from "./timeline";

export interface ComputeQuota {
    instances: number;
    cores: number;
    ram: number;
}

/** What one project may have; -1 is no limit. */
export interface StorageQuota {
    volumes: number;
    gigabytes: number;
    snapshots: number;
}

/** Why a server is in ERROR, as Nova reports it. */
export interface ServerFault {
    code: number;
    message: string;
}

function byId<T extends { id: string }>(entries: T[]): Map<string, T> {
    return new Map(entries.map((entry) => [entry.id, entry]));
}

/** Everything that one region stores, and its timeline. */
export class Region {
    readonly timeline: Timeline;
    readonly ids: SeedIds;
    readonly zones: string[];
    readonly servers = new Map<string, records.ServerRecord>();
    /** No longer found by their id, but still listed with changes-since. */
    readonly deletedServers = new Map<string, records.ServerRecord>();
    readonly volumes = new Map<string, records.VolumeRecord>();
    readonly snapshots = new Map<string, records.SnapshotRecord>();
    readonly keypairs = new Map<string, records.KeypairRecord>();
    readonly serverGroups = new Map<string, records.ServerGroupRecord>();
    readonly images: Map<string, records.ImageRecord>;
    readonly flavors: Map<string, records.FlavorRecord>;
    readonly securityGroups: Map<string, records.SecurityGroupRecord>;
    readonly networks: Map<string, records.NetworkRecord>;
    readonly subnets: Map<string, records.SubnetRecord>;
    readonly ports: Map<string, records.PortRecord>;
    readonly floatingIps = new Map<string, records.FloatingIpRecord>();
    readonly volumeTypes: records.VolumeTypeRecord[];
    readonly storageQuota: StorageQuota = { volumes: UNLIMITED, gigabytes: UNLIMITED, snapshots: UNLIMITED };
    readonly quota: ComputeQuota = { instances: 200, cores: 4000, ram: 16_000_000 };
    /** How many floating IPs a project may have. */
    floatingIpQuota = 50;
    /** How many servers the hosts of a zone take; any number where it is not set. */
    readonly room = new Map<string, number>();
    /** Each makes one of the next builds fail. */
    readonly buildFaults: ServerFault[] = [];
    /** How many of the next volumes end in error. */
    volumeFaults = 0;
    /** Whether servers are shown with their OS-SRV-USG:launched_at. */
    reportsLaunchedAt = true;
    /** The first address that is given on this machine: other clouds on it begin elsewhere. */
    readonly firstLocalAddress = randomInt(10, 60_000);
    private lastSequence = 0;

    constructor(
        readonly name: string,
        clock: Clock,
        readonly seconds: Durations,
    ) {
        this.timeline = new Timeline(clock);
        const seed = makeSeed(name, clock.now());
        this.ids = seedIds(name);
        this.zones = seed.zones;
        this.images = byId(seed.images);
        this.flavors = byId(seed.flavors);
        this.securityGroups = byId(seed.securityGroups);
        this.networks = byId(seed.networks);
        this.subnets = byId(seed.subnets);
        this.ports = byId(seed.ports);
        this.volumeTypes = seed.volumeTypes;
    }

    /** Lists are sorted by it, newest first. */
    nextSequence(): number {
        this.lastSequence += 1;
        return this.lastSequence;
    }

    /** Applies everything that is due by now. */
    catchUp(): void {
        this.timeline.catchUp();
    }
}

import { beginTask, setStatus } from "../compute/serverState";
import { type Clock, newId, Timeline } from "./clock";
import type { Durations } from "./durations";
import type * as records from "./records";
import { makeSeed, type SeedIds, seedIds } from "./seed";

export interface Quota {
    instances: number;
    cores: number;
    ram: number;
}

export interface BuildFault {
    code: number;
    message: string;
}

function byId<T extends { id: string }>(entries: T[]): Map<string, T> {
    return new Map(entries.map((entry) => [entry.id, entry]));
}

/** One region: its records, its time, and what tests may do behind the provider's back. */
export class Region {
    readonly timeline: Timeline;
    readonly ids: SeedIds;
    readonly zones: string[];
    readonly servers = new Map<string, records.ServerRecord>();
    /** Gone for GET, still listed with changes-since. */
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
    readonly volumeTypes: records.VolumeTypeRecord[];
    readonly quota: Quota = { instances: 200, cores: 4000, ram: 16_000_000 };
    readonly buildFaults: BuildFault[] = [];
    /** False for a cloud that does not say when its servers were launched. */
    tellsLaunches = true;
    private counter = 0;

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

    nextNumber(): number {
        this.counter += 1;
        return this.counter;
    }

    /** Puts an available volume into the zone where servers go by default. */
    addVolume(options: { sizeGb?: number; name?: string; zone?: string } = {}): string {
        this.timeline.settle();
        const id = newId();
        const { time } = this.timeline;
        this.volumes.set(id, {
            id,
            sequence: this.nextNumber(),
            name: options.name ?? null,
            description: null,
            status: "available",
            sizeGb: options.sizeGb ?? 10,
            type: "General SSD",
            availabilityZone: options.zone ?? this.ids.zone,
            bootable: false,
            metadata: {},
            imageId: null,
            snapshotId: null,
            created: time,
            updated: time,
            serverId: null,
        });
        return id;
    }

    serverByName(name: string): records.ServerRecord | undefined {
        this.timeline.settle();
        return [...this.servers.values()].find((server) => server.name === name);
    }

    setStatus(serverId: string, status: string, fault?: BuildFault): void {
        this.timeline.settle();
        setStatus(this, serverId, status, fault);
    }

    /** A task that nobody here asked for, as the vendor's own upkeep begins one. */
    beginTask(serverId: string, task: string, seconds = Number.POSITIVE_INFINITY): void {
        this.timeline.settle();
        beginTask(this, serverId, task, seconds);
    }

    failNextBuild(fault: BuildFault): void {
        this.buildFaults.push(fault);
    }
}

import { newSnapshot } from "./blockStorage/snapshots";
import { newVolume } from "./blockStorage/volumes";
import type { ServerRecord } from "./cloud/records";
import { Region, type ServerFault } from "./cloud/region";
import { beginTask, setStatus } from "./compute/serverState";

/** A region as tests and the demo hold it: its records, and what may happen to them without a client's doing. */
export class RegionHandle extends Region {
    /** Adds an available volume, in the zone where servers are created by default, and returns its id. */
    addVolume(options: { sizeGb?: number; name?: string; zone?: string } = {}): string {
        this.catchUp();
        const volume = newVolume(this, {
            name: options.name ?? null,
            status: "available",
            sizeGb: options.sizeGb ?? 10,
            type: "General SSD",
            availabilityZone: options.zone ?? this.ids.zone,
            updated: this.timeline.time,
        });
        this.volumes.set(volume.id, volume);
        return volume.id;
    }

    serverByName(name: string): ServerRecord | undefined {
        this.catchUp();
        return [...this.servers.values()].find((server) => server.name === name);
    }

    setStatus(serverId: string, status: string, fault?: ServerFault): void {
        this.catchUp();
        setStatus(this, serverId, status, fault);
    }

    /** Starts a task that no client asked for, as the vendor's maintenance does. */
    beginTask(serverId: string, task: string, seconds = Number.POSITIVE_INFINITY): void {
        this.catchUp();
        beginTask(this, serverId, task, seconds);
    }

    /** Adds an available snapshot of a volume, and returns its id. */
    addSnapshot(volumeId: string, { name = "" }: { name?: string } = {}): string {
        this.catchUp();
        const snapshot = newSnapshot(this, volumeId, { name, status: "available" });
        this.snapshots.set(snapshot.id, snapshot);
        return snapshot.id;
    }

    failNextVolume(): void {
        this.volumeFaults += 1;
    }

    /** As the console does; no request can. */
    protect(serverId: string, isProtected = true): void {
        const server = this.servers.get(serverId);
        if (!server) throw new Error(`There is no server ${serverId}.`);
        server.protected = isProtected;
    }

    failNextBuild(fault: ServerFault): void {
        this.buildFaults.push(fault);
    }
}

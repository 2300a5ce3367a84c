import { newHexId, newId } from "../cloud/ids";
import type { ServerRecord } from "../cloud/records";
import type { Region, ServerFault } from "../cloud/region";
import { connectVolumes, releaseVolumes, type VolumeBuild } from "./blockDevices";
import { releasePorts } from "./interfaces";
import { type ServerState, setState } from "./serverState";

/** Schedules steps at fractions of a duration, in place of whatever was still scheduled for the server. */
function schedule(
    region: Region,
    server: ServerRecord,
    seconds: number,
    steps: [number, Partial<ServerState> | (() => void)][],
): void {
    region.timeline.cancel(server.id);
    for (const [fraction, step] of steps) {
        const apply = typeof step === "function" ? step : () => setState(region, server, step);
        if (fraction === 0) apply();
        else region.timeline.after(server.id, seconds * fraction, apply);
    }
}

function newHostId(): string {
    return (newHexId() + newHexId()).slice(0, 56);
}

function launch(region: Region, server: ServerRecord): void {
    server.launchedAt = region.timeline.time;
    connectVolumes(region, server);
    setState(region, server, { vmState: "active", taskState: null, powerState: 1 });
}

export function failBuild(region: Region, server: ServerRecord, fault: ServerFault): void {
    region.timeline.cancel(server.id);
    server.fault = { ...fault, created: region.timeline.time };
    server.hostId = "";
    server.networkReady = false;
    releaseVolumes(region, server);
    releasePorts(region, server);
    setState(region, server, { vmState: "error", taskState: null, powerState: 0 });
}

export function startBuild(region: Region, server: ServerRecord, volumes: VolumeBuild): void {
    const fault = region.buildFaults.shift();
    const finish = () => (fault ? failBuild(region, server, fault) : launch(region, server));
    schedule(region, server, region.seconds.build, [
        [0, { vmState: "building", taskState: "scheduling" }],
        [
            0.15,
            () => {
                server.hostId = newHostId();
                setState(region, server, { taskState: null });
            },
        ],
        [0.25, { taskState: "networking" }],
        [
            0.4,
            () => {
                server.networkReady = true;
                volumes.prepare();
                setState(region, server, {
                    taskState: volumes.usesVolumes ? "block_device_mapping" : "spawning",
                });
            },
        ],
        [0.7, { taskState: "spawning" }],
        [1, finish],
    ]);
}

export function stop(region: Region, server: ServerRecord): void {
    schedule(region, server, region.seconds.stop, [
        [0, { taskState: "powering-off" }],
        [1, { vmState: "stopped", taskState: null, powerState: 4 }],
    ]);
}

export function start(region: Region, server: ServerRecord): void {
    schedule(region, server, region.seconds.start, [
        [0, { taskState: "powering-on" }],
        [1, () => launch(region, server)],
    ]);
}

export function reboot(region: Region, server: ServerRecord, hard: boolean): void {
    const finish = () => {
        server.fault = null;
        setState(region, server, { vmState: "active", taskState: null, powerState: 1 });
    };
    schedule(region, server, region.seconds.reboot, [
        [0, { taskState: hard ? "rebooting_hard" : "rebooting" }],
        [1, finish],
    ]);
}

export function resize(region: Region, server: ServerRecord, newFlavorId: string): void {
    const endState = server.vmState === "stopped" ? "stopped" : "active";
    server.resize = { oldFlavorId: server.flavorId, newFlavorId, endState };
    const verify = () => {
        server.flavorId = newFlavorId;
        server.launchedAt = region.timeline.time;
        setState(region, server, { vmState: "resized", taskState: null });
        region.timeline.after(server.id, region.seconds.confirmResize, () => endResize(region, server));
    };
    schedule(region, server, region.seconds.resize, [
        [0, { taskState: "resize_prep" }],
        [0.4, { taskState: "resize_migrating" }],
        [0.7, { taskState: "resize_migrated" }],
        [0.85, { taskState: "resize_finish" }],
        [1, verify],
    ]);
}

function endResize(region: Region, server: ServerRecord): void {
    const endState = server.resize?.endState ?? "active";
    server.resize = null;
    setState(region, server, {
        vmState: endState,
        taskState: null,
        powerState: endState === "active" ? 1 : 4,
    });
}

/** The server is still in VERIFY_RESIZE for a moment after it is confirmed. */
export function confirmResize(region: Region, server: ServerRecord): void {
    schedule(region, server, region.seconds.resize, [[0.3, () => endResize(region, server)]]);
}

export function revertResize(region: Region, server: ServerRecord): void {
    const finish = () => {
        server.flavorId = server.resize?.oldFlavorId ?? server.flavorId;
        endResize(region, server);
    };
    schedule(region, server, region.seconds.resize, [
        [0, { taskState: "resize_reverting" }],
        [1, finish],
    ]);
}

function offload(region: Region, server: ServerRecord): void {
    server.hostId = "";
    setState(region, server, { vmState: "shelved_offloaded", taskState: null, powerState: 4 });
}

export function shelve(region: Region, server: ServerRecord): void {
    schedule(region, server, region.seconds.shelve, [
        [0, { taskState: "shelving" }],
        [0.5, { taskState: "shelving_offloading" }],
        [1, () => offload(region, server)],
    ]);
}

export function shelveOffload(region: Region, server: ServerRecord): void {
    schedule(region, server, region.seconds.shelve, [
        [0, { taskState: "shelving_offloading" }],
        [1, () => offload(region, server)],
    ]);
}

export function unshelve(region: Region, server: ServerRecord): void {
    const finish = () => {
        server.hostId = newHostId();
        launch(region, server);
    };
    schedule(region, server, region.seconds.unshelve, [
        [0, { taskState: "unshelving" }],
        [0.5, { taskState: "spawning" }],
        [1, finish],
    ]);
}

function forget(region: Region, server: ServerRecord): void {
    region.servers.delete(server.id);
    region.deletedServers.set(server.id, server);
    region.timeline.after(newId(), 3600, () => region.deletedServers.delete(server.id));
}

function terminate(region: Region, server: ServerRecord): void {
    server.terminatedAt = region.timeline.time;
    server.networkReady = false;
    releaseVolumes(region, server);
    releasePorts(region, server);
    setState(region, server, { vmState: "deleted", taskState: null, powerState: 0 });
}

/** A server that never ran is gone at once; any other is ACTIVE, then DELETED, then not found. */
export function deleteServer(region: Region, server: ServerRecord): void {
    if (server.taskState === "deleting" || server.vmState === "deleted") return;
    region.timeline.cancel(server.id);
    if (server.vmState === "building" || server.vmState === "error") {
        terminate(region, server);
        forget(region, server);
        return;
    }
    if (server.vmState === "resized") endResize(region, server);
    schedule(region, server, region.seconds.delete, [
        [0, { taskState: "deleting" }],
        [0.75, () => terminate(region, server)],
        [1, () => forget(region, server)],
    ]);
}

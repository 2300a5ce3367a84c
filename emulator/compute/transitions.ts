import { newHexId, newId } from "../cloud/clock";
import type { ServerRecord } from "../cloud/records";
import type { BuildFault, Region } from "../cloud/region";
import { connectVolumes, type RootPlan, releaseVolumes } from "./blockDevices";
import { releasePorts } from "./interfaces";

import { enter, type State } from "./serverState";

/** Steps at fractions of a duration; a new plan replaces what was still to come. */
function plan(
    region: Region,
    server: ServerRecord,
    seconds: number,
    steps: [number, Partial<State> | (() => void)][],
): void {
    region.timeline.cancel(server.id);
    for (const [fraction, step] of steps) {
        const apply = typeof step === "function" ? step : () => enter(region, server, step);
        if (fraction === 0) apply();
        else region.timeline.after(server.id, seconds * fraction, apply);
    }
}

function launch(region: Region, server: ServerRecord): void {
    server.launchedAt = region.timeline.time;
    connectVolumes(region, server);
    enter(region, server, { vmState: "active", taskState: null, powerState: 1 });
}

export function failBuild(region: Region, server: ServerRecord, fault: BuildFault): void {
    region.timeline.cancel(server.id);
    server.fault = { ...fault, created: region.timeline.time };
    server.hostId = "";
    server.networkReady = false;
    releaseVolumes(region, server);
    releasePorts(region, server);
    enter(region, server, { vmState: "error", taskState: null, powerState: 0 });
}

export function startBuild(region: Region, server: ServerRecord, root: RootPlan): void {
    const fault = region.buildFaults.shift();
    const finish = () => (fault ? failBuild(region, server, fault) : launch(region, server));
    plan(region, server, region.seconds.build, [
        [0, { vmState: "building", taskState: "scheduling" }],
        [
            0.15,
            () => {
                server.hostId = (newHexId() + newHexId()).slice(0, 56);
                enter(region, server, { taskState: null });
            },
        ],
        [0.25, { taskState: "networking" }],
        [
            0.4,
            () => {
                server.networkReady = true;
                root.prepare();
                enter(region, server, { taskState: root.usesVolumes ? "block_device_mapping" : "spawning" });
            },
        ],
        [0.7, { taskState: "spawning" }],
        [1, finish],
    ]);
}

export function stop(region: Region, server: ServerRecord): void {
    plan(region, server, region.seconds.stop, [
        [0, { taskState: "powering-off" }],
        [1, { vmState: "stopped", taskState: null, powerState: 4 }],
    ]);
}

export function start(region: Region, server: ServerRecord): void {
    plan(region, server, region.seconds.start, [
        [0, { taskState: "powering-on" }],
        [1, () => launch(region, server)],
    ]);
}

export function reboot(region: Region, server: ServerRecord, hard: boolean): void {
    const finish = () => {
        server.fault = null;
        enter(region, server, { vmState: "active", taskState: null, powerState: 1 });
    };
    plan(region, server, region.seconds.reboot, [
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
        enter(region, server, { vmState: "resized", taskState: null });
        region.timeline.after(server.id, region.seconds.confirmResize, () => endResize(region, server));
    };
    plan(region, server, region.seconds.resize, [
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
    enter(region, server, { vmState: endState, taskState: null, powerState: endState === "active" ? 1 : 4 });
}

/** VERIFY_RESIZE is still read for a moment after it was confirmed. */
export function confirmResize(region: Region, server: ServerRecord): void {
    plan(region, server, region.seconds.resize, [[0.3, () => endResize(region, server)]]);
}

export function revertResize(region: Region, server: ServerRecord): void {
    const finish = () => {
        server.flavorId = server.resize?.oldFlavorId ?? server.flavorId;
        endResize(region, server);
    };
    plan(region, server, region.seconds.resize, [
        [0, { taskState: "resize_reverting" }],
        [1, finish],
    ]);
}

function offload(region: Region, server: ServerRecord): void {
    server.hostId = "";
    enter(region, server, { vmState: "shelved_offloaded", taskState: null, powerState: 4 });
}

export function shelve(region: Region, server: ServerRecord): void {
    plan(region, server, region.seconds.shelve, [
        [0, { taskState: "shelving" }],
        [0.5, { taskState: "shelving_offloading" }],
        [1, () => offload(region, server)],
    ]);
}

export function shelveOffload(region: Region, server: ServerRecord): void {
    plan(region, server, region.seconds.shelve, [
        [0, { taskState: "shelving_offloading" }],
        [1, () => offload(region, server)],
    ]);
}

export function unshelve(region: Region, server: ServerRecord): void {
    const finish = () => {
        server.hostId = (newHexId() + newHexId()).slice(0, 56);
        launch(region, server);
    };
    plan(region, server, region.seconds.unshelve, [
        [0, { taskState: "unshelving" }],
        [0.5, { taskState: "spawning" }],
        [1, finish],
    ]);
}

function vanish(region: Region, server: ServerRecord): void {
    region.servers.delete(server.id);
    region.deletedServers.set(server.id, server);
    region.timeline.after(newId(), 3600, () => region.deletedServers.delete(server.id));
}

function terminate(region: Region, server: ServerRecord): void {
    server.terminatedAt = region.timeline.time;
    server.networkReady = false;
    releaseVolumes(region, server);
    releasePorts(region, server);
    enter(region, server, { vmState: "deleted", taskState: null, powerState: 0 });
}

/** A server that never ran is gone at once; any other reads ACTIVE, then DELETED, then 404. */
export function remove(region: Region, server: ServerRecord): void {
    if (server.taskState === "deleting" || server.vmState === "deleted") return;
    region.timeline.cancel(server.id);
    if (server.vmState === "building" || server.vmState === "error") {
        terminate(region, server);
        vanish(region, server);
        return;
    }
    if (server.vmState === "resized") endResize(region, server);
    plan(region, server, region.seconds.delete, [
        [0, { taskState: "deleting" }],
        [0.75, () => terminate(region, server)],
        [1, () => vanish(region, server)],
    ]);
}

import type { ServerRecord } from "../cloud/records";
import type { Region, ServerFault } from "../cloud/region";

const RESIZING = {
    resize_prep: "RESIZE",
    resize_migrating: "RESIZE",
    resize_migrated: "RESIZE",
    resize_finish: "RESIZE",
};

/** Nova's own table: the status of a vm_state, by task_state. */
const STATUS: Record<string, { default: string; [task: string]: string }> = {
    building: { default: "BUILD" },
    active: {
        default: "ACTIVE",
        rebooting: "REBOOT",
        rebooting_hard: "HARD_REBOOT",
        migrating: "MIGRATING",
        ...RESIZING,
    },
    stopped: { default: "SHUTOFF", ...RESIZING },
    resized: { default: "VERIFY_RESIZE", resize_reverting: "REVERT_RESIZE" },
    paused: { default: "PAUSED" },
    suspended: { default: "SUSPENDED" },
    rescued: { default: "RESCUE" },
    error: { default: "ERROR" },
    deleted: { default: "DELETED" },
    "soft-delete": { default: "SOFT_DELETED" },
    shelved: { default: "SHELVED" },
    shelved_offloaded: { default: "SHELVED_OFFLOADED" },
};

export interface ServerState {
    vmState: string;
    taskState: string | null;
    powerState: number;
}

/** What setStatus makes of a status, in the spellings of both Nova and the guide. */
const STATE_OF_STATUS: Record<string, ServerState> = {
    ACTIVE: { vmState: "active", taskState: null, powerState: 1 },
    BUILD: { vmState: "building", taskState: "spawning", powerState: 0 },
    BUILDING: { vmState: "building", taskState: "spawning", powerState: 0 },
    SHUTOFF: { vmState: "stopped", taskState: null, powerState: 4 },
    STOPPED: { vmState: "stopped", taskState: null, powerState: 4 },
    PAUSED: { vmState: "paused", taskState: null, powerState: 3 },
    SUSPENDED: { vmState: "suspended", taskState: null, powerState: 4 },
    RESCUE: { vmState: "rescued", taskState: null, powerState: 1 },
    RESCUED: { vmState: "rescued", taskState: null, powerState: 1 },
    REBOOT: { vmState: "active", taskState: "rebooting", powerState: 1 },
    HARD_REBOOT: { vmState: "active", taskState: "rebooting_hard", powerState: 1 },
    RESIZE: { vmState: "active", taskState: "resize_migrating", powerState: 1 },
    RESIZED: { vmState: "active", taskState: "resize_migrating", powerState: 1 },
    VERIFY_RESIZE: { vmState: "resized", taskState: null, powerState: 1 },
    MIGRATING: { vmState: "active", taskState: "migrating", powerState: 1 },
    REBUILD: { vmState: "active", taskState: "rebuilding", powerState: 1 },
    SHELVED: { vmState: "shelved", taskState: null, powerState: 4 },
    SHELVED_OFFLOADED: { vmState: "shelved_offloaded", taskState: null, powerState: 4 },
    SOFT_DELETED: { vmState: "soft-delete", taskState: null, powerState: 4 },
    DELETED: { vmState: "deleted", taskState: null, powerState: 0 },
    ERROR: { vmState: "error", taskState: null, powerState: 0 },
    UNKNOWN: { vmState: "active", taskState: null, powerState: 0 },
};

export function setState(region: Region, server: ServerRecord, change: Partial<ServerState>): void {
    const before = server.status;
    Object.assign(server, change);
    const names = STATUS[server.vmState];
    server.status = names?.[server.taskState ?? "default"] ?? names?.default ?? "UNKNOWN";
    if (server.status === "ACTIVE" && before !== "ACTIVE") server.activeSince = region.timeline.time;
    server.updated = region.timeline.time;
}

function serverOf(region: Region, serverId: string): ServerRecord {
    const server = region.servers.get(serverId);
    if (!server) throw new Error(`There is no server ${serverId}.`);
    return server;
}

/** Replaces whatever the server was doing. */
export function beginTask(region: Region, serverId: string, taskState: string, seconds: number): void {
    const server = serverOf(region, serverId);
    region.timeline.cancel(serverId);
    setState(region, server, { taskState });
    region.timeline.after(serverId, seconds, () => setState(region, server, { taskState: null }));
}

export function setStatus(region: Region, serverId: string, status: string, fault?: ServerFault): void {
    const server = serverOf(region, serverId);
    region.timeline.cancel(serverId);
    setState(region, server, STATE_OF_STATUS[status] ?? { vmState: status.toLowerCase(), taskState: null });
    server.status = status;
    server.fault = fault ? { ...fault, created: region.timeline.time } : null;
}

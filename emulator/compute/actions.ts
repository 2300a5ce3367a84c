import { newId } from "../clock";
import { badRequest, conflict, notFound } from "../errors";
import type { FlavorRecord, ImageRecord, ServerRecord } from "../records";
import type { Answer, RegionCall } from "../router";
import { type JsonObject, objectAt, type Schema, textAt, validate } from "../validate";
import { flavorInBody, flavorOf, isU2, securityGroupsNamed } from "./find";
import { createImage } from "./images";
import * as lifecycle from "./lifecycle";
import { METADATA_SCHEMA } from "./metadata";

interface Action {
    /** as Nova names it in a refusal */
    name: string;
    schema?: Schema;
    /** undefined: any */
    states?: string[];
    /** tasks during which it is allowed besides none */
    tasks?: string[];
    /** Nova looks for a host before it looks at the state */
    needsHost?: boolean;
    carryOut: (call: RegionCall, server: ServerRecord, given: JsonObject) => Answer | undefined;
}

const REBOOT_TYPES = ["HARD", "Hard", "hard", "SOFT", "Soft", "soft"];
const REBOOTING = ["rebooting", "rebooting_hard"];
const NAMED_GROUP: Schema = {
    type: "object",
    required: ["name"],
    properties: { name: { type: "string", minLength: 1 } },
};

function isHard(given: JsonObject): boolean {
    return textAt(given, "type")?.toUpperCase() === "HARD";
}

function checkDisk(image: ImageRecord | undefined, { diskGb }: FlavorRecord): void {
    if (!image || diskGb >= image.minDiskGb) return;
    const sizes = `Flavor disk is ${diskGb * 1024 ** 3} bytes, minimum size is ${image.minDiskGb * 1024 ** 3} bytes.`;
    throw badRequest(`Flavor's disk is smaller than the minimum size specified in image metadata. ${sizes}`);
}

function resize(call: RegionCall, server: ServerRecord, given: JsonObject): undefined {
    const flavor = flavorInBody(call.region, textAt(given, "flavorRef") ?? String(given.flavorRef));
    if (flavor.id === server.flavorId) throw badRequest("When resizing, instances must change flavor!");
    if (isU2(flavor) || isU2(flavorOf(call.region, server))) {
        throw badRequest("U2 instance types cannot be resized.");
    }
    if (server.localRoot) checkDisk(call.region.images.get(server.imageId ?? ""), flavor);
    lifecycle.resize(call.region, server, flavor.id);
}

function groupOf(call: RegionCall, server: ServerRecord, given: JsonObject): string {
    const name = textAt(given, "name") ?? "";
    const [first, second] = securityGroupsNamed(call.region, name);
    if (!first) throw notFound(`Security group ${name} is not found for project ${server.tenantId}`);
    if (second)
        throw conflict(`Multiple security groups found matching '${name}'. Use an ID to be more specific.`);
    return first.id;
}

function setGroups(call: RegionCall, server: ServerRecord, ids: string[]): void {
    server.securityGroupIds = ids;
    for (const portId of server.portIds) {
        const port = call.region.ports.get(portId);
        if (port) port.securityGroupIds = [...ids];
    }
}

function addSecurityGroup(call: RegionCall, server: ServerRecord, given: JsonObject): undefined {
    const id = groupOf(call, server, given);
    if (server.securityGroupIds.includes(id)) {
        throw badRequest(
            `Invalid input for security_groups. Reason: Duplicate items in the list: '${id}'.\nNeutron server returns request_ids: ['req-${newId()}']`,
        );
    }
    setGroups(call, server, [...server.securityGroupIds, id]);
}

function removeSecurityGroup(call: RegionCall, server: ServerRecord, given: JsonObject): undefined {
    const id = groupOf(call, server, given);
    if (!server.securityGroupIds.includes(id)) {
        const name = textAt(given, "name");
        throw notFound(`Security group ${name} not associated with the instance ${server.id}`);
    }
    setGroups(
        call,
        server,
        server.securityGroupIds.filter((other) => other !== id),
    );
}

/** The guide: HARD from more statuses than SOFT. */
function reboot(call: RegionCall, server: ServerRecord, given: JsonObject): undefined {
    lifecycle.reboot(call.region, server, isHard(given));
}

type Simple = (region: RegionCall["region"], server: ServerRecord) => void;

function simply(change: Simple, status?: number): Action["carryOut"] {
    return (call, server) => {
        change(call.region, server);
        return status === undefined ? undefined : { status };
    };
}

const SOFT_REBOOT: Action = { name: "reboot", states: ["active"], carryOut: reboot };
const HARD_REBOOT: Action = {
    name: "reboot",
    states: ["active", "stopped", "paused", "suspended", "error"],
    tasks: REBOOTING,
    carryOut: reboot,
};

const REBOOT_SCHEMA: Schema = {
    type: "object",
    required: ["type"],
    properties: { type: { oneOf: REBOOT_TYPES } },
};

const ACTIONS: Record<string, (given: JsonObject) => Action> = {
    "os-start": () => ({
        name: "start",
        states: ["stopped"],
        needsHost: true,
        carryOut: simply(lifecycle.start),
    }),
    "os-stop": () => ({
        name: "stop",
        states: ["active", "error"],
        needsHost: true,
        carryOut: simply(lifecycle.stop),
    }),
    reboot: (given) => ({ ...(isHard(given) ? HARD_REBOOT : SOFT_REBOOT), schema: REBOOT_SCHEMA }),
    resize: () => ({
        name: "resize",
        schema: { type: "object", required: ["flavorRef"] },
        states: ["active", "stopped"],
        carryOut: resize,
    }),
    confirmResize: () => ({
        name: "confirmResize",
        states: ["resized"],
        carryOut: simply(lifecycle.confirmResize, 204),
    }),
    revertResize: () => ({
        name: "revertResize",
        states: ["resized"],
        carryOut: simply(lifecycle.revertResize),
    }),
    createImage: () => ({
        name: "createImage",
        schema: {
            type: "object",
            required: ["name"],
            properties: { name: { type: "string", minLength: 1, maxLength: 255 }, metadata: METADATA_SCHEMA },
        },
        states: ["active", "stopped", "paused", "suspended"],
        carryOut: createImage,
    }),
    addSecurityGroup: () => ({
        name: "addSecurityGroup",
        schema: NAMED_GROUP,
        tasks: ["*"],
        carryOut: addSecurityGroup,
    }),
    removeSecurityGroup: () => ({
        name: "removeSecurityGroup",
        schema: NAMED_GROUP,
        tasks: ["*"],
        carryOut: removeSecurityGroup,
    }),
    shelve: () => ({ name: "shelve", states: ["active"], carryOut: simply(lifecycle.shelve) }),
    shelveOffload: () => ({
        name: "shelveOffload",
        states: ["shelved"],
        carryOut: simply(lifecycle.shelveOffload),
    }),
    unshelve: () => ({
        name: "unshelve",
        states: ["shelved", "shelved_offloaded"],
        carryOut: simply(lifecycle.unshelve),
    }),
};

/** Refuses an action in the wrong state, in Nova's order and words. */
export function checkState(
    server: ServerRecord,
    action: Pick<Action, "name" | "states" | "tasks" | "needsHost">,
): void {
    if (action.needsHost && server.hostId === "") throw conflict(`Instance ${server.id} is not ready`);
    const refuse = (what: string) =>
        conflict(`Cannot '${action.name}' instance ${server.id} while it is in ${what}`);
    if (action.states && !action.states.includes(server.vmState)) throw refuse(`vm_state ${server.vmState}`);
    const task = server.taskState;
    if (task !== null && !action.tasks?.includes("*") && !action.tasks?.includes(task))
        throw refuse(`task_state ${task}`);
}

/** POST /servers/{id}/action */
export function runAction(call: RegionCall): Answer {
    const body = validate(call.body, {});
    const [key, ...more] = Object.keys(body);
    if (key === undefined || more.length > 0) throw badRequest("Malformed request body");
    const given = objectAt(body, key);
    const action = Object.hasOwn(ACTIONS, key) ? ACTIONS[key]?.(given) : undefined;
    if (!action) throw badRequest(`There is no such action: ${key}`);
    if (action.schema) validate(body, { properties: { [key]: action.schema } });
    const server = call.region.servers.get(call.param("id"));
    if (!server) throw notFound(`Instance ${call.param("id")} has no mapping to a cell.`);
    checkState(server, action);
    return action.carryOut(call, server, given) ?? { status: 202 };
}

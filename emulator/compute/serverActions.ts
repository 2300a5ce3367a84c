import { newId } from "../cloud/clock";
import type { FlavorRecord, ImageRecord, ServerRecord } from "../cloud/records";
import { badRequest, conflict, notFound } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { entryOf, type JsonObject, objectAt, type Schema, textAt, validate } from "../http/validation";
import { flavorInBody, flavorOf, isU2, securityGroupsNamed } from "./findServer";
import { createImage } from "./imageProxy";
import { METADATA_SCHEMA } from "./metadata";
import { TRIMMED_NAME_SCHEMA } from "./nameSchemas";
import { type Allowance, checkState } from "./stateCheck";
import * as lifecycle from "./transitions";

interface Action extends Allowance {
    schema?: Schema;
    carryOut: (
        call: RegionCall,
        server: ServerRecord,
        given: JsonObject,
    ) => Answer | undefined | Promise<undefined>;
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

/** Reads the groups of the ports and writes them back, as Nova does: of two changes at once, one may be lost. */
async function addSecurityGroup(
    call: RegionCall,
    server: ServerRecord,
    given: JsonObject,
): Promise<undefined> {
    const id = groupOf(call, server, given);
    const ids = server.securityGroupIds;
    if (ids.includes(id)) {
        throw badRequest(
            `Invalid input for security_groups. Reason: Duplicate items in the list: '${id}'.\nNeutron server returns request_ids: ['req-${newId()}']`,
        );
    }
    await call.state.gap.pass();
    setGroups(call, server, [...ids, id]);
}

async function removeSecurityGroup(
    call: RegionCall,
    server: ServerRecord,
    given: JsonObject,
): Promise<undefined> {
    const id = groupOf(call, server, given);
    const ids = server.securityGroupIds;
    if (!ids.includes(id)) {
        const name = textAt(given, "name");
        throw notFound(`Security group ${name} not associated with the instance ${server.id}`);
    }
    await call.state.gap.pass();
    setGroups(
        call,
        server,
        ids.filter((other) => other !== id),
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
            properties: { name: TRIMMED_NAME_SCHEMA, metadata: METADATA_SCHEMA },
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

/** POST /servers/{id}/action */
export async function runAction(call: RegionCall): Promise<Answer> {
    const body = validate(call.body, {});
    const [key, ...more] = Object.keys(body);
    if (key === undefined || more.length > 0) throw badRequest("Malformed request body");
    const given = objectAt(body, key);
    const action = entryOf(ACTIONS, key)?.(given);
    if (!action) throw badRequest(`There is no such action: ${key}`);
    if (action.schema) validate(body, { properties: { [key]: action.schema } });
    const server = call.region.servers.get(call.param("id"));
    if (!server) throw notFound(`Instance ${call.param("id")} has no mapping to a cell.`);
    checkState(server, action);
    return (await action.carryOut(call, server, given)) ?? { status: 202 };
}

import { newId } from "../cloud/ids";
import type { FlavorRecord, ImageRecord, ServerRecord } from "../cloud/records";
import { badRequest, conflict, notFound } from "../http/errors";
import { entryOf, type JsonObject, objectAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
import { createImage } from "./createImage";
import { flavorOf, isGpu, isU2, requestedFlavor } from "./flavors";
import { METADATA_SCHEMA } from "./metadata";
import { TRIMMED_NAME_SCHEMA } from "./nameSchemas";
import { securityGroupsNamed } from "./securityGroups";
import { checkState, type StateRule } from "./stateCheck";
import * as transitions from "./transitions";

interface Action extends StateRule {
    schema?: Schema;
    execute: (
        request: RegionRequest,
        server: ServerRecord,
        given: JsonObject,
    ) => ApiResponse | undefined | Promise<undefined>;
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

function resize(request: RegionRequest, server: ServerRecord, given: JsonObject): undefined {
    const flavor = requestedFlavor(request.region, textAt(given, "flavorRef") ?? String(given.flavorRef));
    if (flavor.id === server.flavorId) throw badRequest("When resizing, instances must change flavor!");
    if (isU2(flavor) || isU2(flavorOf(request.region, server))) {
        throw badRequest("U2 instance types cannot be resized.");
    }
    if (isGpu(flavor) || isGpu(flavorOf(request.region, server))) {
        throw badRequest("GPU instance types cannot be resized.");
    }
    if (server.localRoot) checkDisk(request.region.images.get(server.imageId ?? ""), flavor);
    transitions.resize(request.region, server, flavor.id);
}

function requestedGroup(request: RegionRequest, server: ServerRecord, given: JsonObject): string {
    const name = textAt(given, "name") ?? "";
    const [first, second] = securityGroupsNamed(request.region, name);
    if (!first) throw notFound(`Security group ${name} is not found for project ${server.tenantId}`);
    if (second)
        throw conflict(`Multiple security groups found matching '${name}'. Use an ID to be more specific.`);
    return first.id;
}

function setSecurityGroups(request: RegionRequest, server: ServerRecord, ids: string[]): void {
    server.securityGroupIds = ids;
    for (const portId of server.portIds) {
        const port = request.region.ports.get(portId);
        if (port) port.securityGroupIds = [...ids];
    }
}

/** Like Nova, reads all groups and writes them back: of two concurrent changes, one may be lost. */
async function addSecurityGroup(
    request: RegionRequest,
    server: ServerRecord,
    given: JsonObject,
): Promise<undefined> {
    const id = requestedGroup(request, server, given);
    const ids = server.securityGroupIds;
    if (ids.includes(id)) {
        throw badRequest(
            `Invalid input for security_groups. Reason: Duplicate items in the list: '${id}'.\nNeutron server returns request_ids: ['req-${newId()}']`,
        );
    }
    await request.state.raceWindow.pass();
    setSecurityGroups(request, server, [...ids, id]);
}

async function removeSecurityGroup(
    request: RegionRequest,
    server: ServerRecord,
    given: JsonObject,
): Promise<undefined> {
    const id = requestedGroup(request, server, given);
    const ids = server.securityGroupIds;
    if (!ids.includes(id)) {
        const name = textAt(given, "name");
        throw notFound(`Security group ${name} not associated with the instance ${server.id}`);
    }
    await request.state.raceWindow.pass();
    setSecurityGroups(
        request,
        server,
        ids.filter((other) => other !== id),
    );
}

function reboot(request: RegionRequest, server: ServerRecord, given: JsonObject): undefined {
    transitions.reboot(request.region, server, isHard(given));
}

type Transition = (region: RegionRequest["region"], server: ServerRecord) => void;

function through(transition: Transition, status?: number): Action["execute"] {
    return (request, server) => {
        transition(request.region, server);
        return status === undefined ? undefined : { status };
    };
}

/** HARD is allowed in more states than SOFT, as the guide says. */
const SOFT_REBOOT: Action = { name: "reboot", states: ["active"], execute: reboot };
const HARD_REBOOT: Action = {
    name: "reboot",
    states: ["active", "stopped", "paused", "suspended", "error"],
    tasks: REBOOTING,
    execute: reboot,
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
        execute: through(transitions.start),
    }),
    "os-stop": () => ({
        name: "stop",
        states: ["active", "error"],
        needsHost: true,
        execute: through(transitions.stop),
    }),
    reboot: (given) => ({ ...(isHard(given) ? HARD_REBOOT : SOFT_REBOOT), schema: REBOOT_SCHEMA }),
    resize: () => ({
        name: "resize",
        schema: { type: "object", required: ["flavorRef"] },
        states: ["active", "stopped"],
        execute: resize,
    }),
    confirmResize: () => ({
        name: "confirmResize",
        states: ["resized"],
        execute: through(transitions.confirmResize, 204),
    }),
    revertResize: () => ({
        name: "revertResize",
        states: ["resized"],
        execute: through(transitions.revertResize),
    }),
    createImage: () => ({
        name: "createImage",
        schema: {
            type: "object",
            required: ["name"],
            properties: { name: TRIMMED_NAME_SCHEMA, metadata: METADATA_SCHEMA },
        },
        states: ["active", "stopped", "paused", "suspended"],
        execute: createImage,
    }),
    addSecurityGroup: () => ({
        name: "addSecurityGroup",
        schema: NAMED_GROUP,
        tasks: ["*"],
        execute: addSecurityGroup,
    }),
    removeSecurityGroup: () => ({
        name: "removeSecurityGroup",
        schema: NAMED_GROUP,
        tasks: ["*"],
        execute: removeSecurityGroup,
    }),
    shelve: () => ({ name: "shelve", states: ["active"], execute: through(transitions.shelve) }),
    shelveOffload: () => ({
        name: "shelveOffload",
        states: ["shelved"],
        execute: through(transitions.shelveOffload),
    }),
    unshelve: () => ({
        name: "unshelve",
        states: ["shelved", "shelved_offloaded"],
        execute: through(transitions.unshelve),
    }),
};

/** POST /servers/{id}/action */
export async function runAction(request: RegionRequest): Promise<ApiResponse> {
    const body = validate(request.body, {});
    const [key, ...more] = Object.keys(body);
    if (key === undefined || more.length > 0) throw badRequest("Malformed request body");
    const given = objectAt(body, key);
    const action = entryOf(ACTIONS, key)?.(given);
    if (!action) throw badRequest(`There is no such action: ${key}`);
    if (action.schema) validate(body, { properties: { [key]: action.schema } });
    const server = request.region.servers.get(request.param("id"));
    if (!server) throw notFound(`Instance ${request.param("id")} has no mapping to a cell.`);
    checkState(server, action);
    return (await action.execute(request, server, given)) ?? { status: 202 };
}

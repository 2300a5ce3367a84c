import { TENANT_ID, USER_ID } from "../cloud/account";
import { newHexId, newId } from "../cloud/ids";
import type { FlavorRecord, ImageRecord, ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, conflict } from "../http/errors";
import { isTrue, type JsonObject, objectAt, objectsAt, stringValues, textAt } from "../http/json";
import { links } from "../http/links";
import type { ApiResponse, RegionRequest } from "../http/router";
import { validate } from "../http/validation";
import { type BlockDevicePlan, planBlockDevices, reserveVolumes } from "./blockDevices";
import { CREATE_SCHEMA } from "./createServerSchema";
import { isU2, requestedFlavor } from "./flavors";
import { connectPorts, type NetworkRequest, readNetworkRequests } from "./interfaces";
import { checkMetadataCount } from "./metadata";
import { countWithinQuota } from "./quotas";
import { securityGroupsNamed } from "./securityGroups";
import { failBuild, startBuild } from "./transitions";

/** A create request whose references exist. */
interface BuildRequest {
    body: JsonObject;
    name: string;
    image: ImageRecord | undefined;
    flavor: FlavorRecord;
    zone: string;
    blocks: BlockDevicePlan;
    networks: NetworkRequest[];
    groupIds: string[];
    serverGroupId: string | null;
    metadata: Record<string, string>;
    count: number;
    reservationId: string;
}

function findImage(region: Region, body: JsonObject): ImageRecord | undefined {
    const id = textAt(body, "imageRef");
    if (id === undefined && objectsAt(body, "block_device_mapping_v2").length === 0) {
        throw badRequest("Missing imageRef attribute");
    }
    if (id === undefined || id === "") return undefined;
    const image = region.images.get(id);
    if (!image) throw badRequest("Can not find requested image");
    if (image.status !== "active") throw badRequest(`Image ${id} is not active.`);
    return image;
}

function findZone(region: Region, body: JsonObject): string {
    const zone = textAt(body, "availability_zone") ?? region.ids.zone;
    if (!region.zones.includes(zone)) throw badRequest("The requested availability zone is not available");
    return zone;
}

function findKeypair(region: Region, body: JsonObject): void {
    const name = textAt(body, "key_name");
    if (name !== undefined && !region.keypairs.has(name)) throw badRequest("Invalid key_name provided.");
}

function findGroups(region: Region, body: JsonObject): string[] {
    const requested = objectsAt(body, "security_groups").map((group) => textAt(group, "name") ?? "");
    const names = requested.length === 0 ? ["default"] : requested;
    const ids = names.map((name) => {
        const [first, second] = securityGroupsNamed(region, name);
        if (!first) throw badRequest(`Unable to find security_group with name or id '${name}'`);
        if (second) {
            throw conflict(
                `Multiple security_group matches found for name '${name}', use an ID to be more specific.`,
            );
        }
        return first.id;
    });
    return [...new Set(ids)];
}

function findServerGroup(region: Region, body: unknown): string | null {
    const id = textAt(objectAt(body as JsonObject, "os:scheduler_hints"), "group");
    if (id === undefined) return null;
    if (!region.serverGroups.has(id)) throw badRequest(`Instance group ${id} could not be found.`);
    return id;
}

/** The guide's rules for Windows, with the message for each. */
const WINDOWS_RULES: {
    isBroken: (server: { flavor: FlavorRecord; sizeGb: number; name: string }) => boolean;
    message: string;
}[] = [
    {
        isBroken: ({ flavor }) => isU2(flavor),
        message: "Windows images cannot be used with U2 instance types.",
    },
    {
        isBroken: ({ flavor }) => flavor.ramMb < 2048,
        message: "Flavor's memory is too small for requested image.",
    },
    { isBroken: ({ sizeGb }) => sizeGb < 50, message: "Volume size is too small." },
    {
        isBroken: ({ name }) => name.length > 15,
        message: "The name of a Windows instance must not be longer than 15 characters.",
    },
];

function checkWindows(name: string, flavor: FlavorRecord, blocks: BlockDevicePlan): void {
    if (blocks.rootImage?.properties.os_type !== "windows") return;
    const rule = WINDOWS_RULES.find(({ isBroken }) => isBroken({ flavor, name, sizeGb: blocks.rootSizeGb }));
    if (rule) throw badRequest(rule.message);
}

function readCounts(body: JsonObject): [minCount: number, maxCount: number] {
    const minCount = Number(body.min_count ?? 1);
    const maxCount = Number(body.max_count ?? minCount);
    if (minCount > maxCount) throw badRequest("min_count must be <= max_count");
    return [minCount, maxCount];
}

function checkMultiple({ volumes }: BlockDevicePlan, networks: NetworkRequest[], maxCount: number): void {
    if (maxCount === 1) return;
    if (volumes.some(({ volumeId }) => volumeId !== undefined)) {
        throw badRequest("Cannot attach one or more volumes to multiple instances");
    }
    if (networks.some((network) => "port" in network))
        throw badRequest(
            "Unable to launch multiple instances with a single configured port ID. Please launch your instance one by one with different ports.",
        );
    if (networks.some((network) => "address" in network && network.address !== undefined)) {
        throw badRequest("Invalid fixed_ip: multiple instances cannot share one address.");
    }
}

function readBuildRequest({ region, body: requestBody }: RegionRequest): BuildRequest {
    const body = objectAt(validate(requestBody, CREATE_SCHEMA), "server");
    const name = textAt(body, "name")?.trim() ?? "";
    const [minCount, maxCount] = readCounts(body);
    const image = findImage(region, body);
    const flavor = requestedFlavor(region, textAt(body, "flavorRef") ?? String(body.flavorRef));
    const zone = findZone(region, body);
    findKeypair(region, body);
    const groupIds = findGroups(region, body);
    const serverGroupId = findServerGroup(region, requestBody);
    const metadata = stringValues(objectAt(body, "metadata"));
    checkMetadataCount(metadata);
    const blocks = planBlockDevices(region, objectsAt(body, "block_device_mapping_v2"), image, flavor, zone);
    checkWindows(name, flavor, blocks);
    const networks = readNetworkRequests(region, objectsAt(body, "networks"));
    checkMultiple(blocks, networks, maxCount);
    const count = countWithinQuota(region, minCount, maxCount, flavor);
    return {
        body,
        name,
        image,
        flavor,
        zone,
        blocks,
        networks,
        groupIds,
        serverGroupId,
        metadata,
        count,
        reservationId: `r-${newHexId().slice(0, 8)}`,
    };
}

function makeServer(region: Region, build: BuildRequest, at: number): ServerRecord {
    const { body, blocks, image } = build;
    const { time } = region.timeline;
    const localRoot = blocks.local || blocks.volumes.length === 0;
    return {
        id: newId(),
        sequence: region.nextSequence(),
        name: build.count > 1 ? `${build.name}-${at + 1}` : build.name,
        tenantId: TENANT_ID,
        userId: USER_ID,
        status: "BUILD",
        vmState: "building",
        taskState: "scheduling",
        powerState: 0,
        metadata: build.metadata,
        imageId: (image ?? (localRoot ? blocks.rootImage : undefined))?.id ?? null,
        localRoot,
        flavorId: build.flavor.id,
        keyName: textAt(body, "key_name") ?? null,
        availabilityZone: build.zone,
        hostId: "",
        diskConfig: "MANUAL",
        userData: textAt(body, "user_data") ?? null,
        adminPass: newHexId().slice(0, 12),
        created: time,
        updated: time,
        launchedAt: null,
        activeSince: Number.POSITIVE_INFINITY,
        terminatedAt: null,
        fault: null,
        protected: false,
        reservationId: build.reservationId,
        groupId: build.serverGroupId,
        securityGroupIds: build.groupIds,
        portIds: [],
        networkReady: false,
        attachments: [],
        resize: null,
    };
}

function zoneIsFull(region: Region, zone: string): boolean {
    const servers = [...region.servers.values()].filter(
        ({ availabilityZone, vmState }) =>
            availabilityZone === zone && vmState !== "error" && vmState !== "deleted",
    );
    return servers.length > (region.room.get(zone) ?? Number.POSITIVE_INFINITY);
}

/** An anti-affinity group has room for one server on each host of a zone. */
function groupIsFull(region: Region, groupId: string | null): boolean {
    const group = region.serverGroups.get(groupId ?? "");
    if (!group?.policies.includes("anti-affinity")) return false;
    const members = [...region.servers.values()].filter(
        (server) => server.groupId === group.id && server.vmState !== "error",
    );
    return members.length > HOSTS_PER_ZONE;
}

const HOSTS_PER_ZONE = 2;
const NO_HOST = { code: 500, message: "No valid host was found. There are not enough hosts available." };

function startServer(region: Region, build: BuildRequest, at: number): ServerRecord {
    const server = makeServer(region, build, at);
    region.servers.set(server.id, server);
    connectPorts(region, server, build.networks);
    const volumes = reserveVolumes(region, server, build.blocks);
    startBuild(region, server, volumes);
    if (groupIsFull(region, build.serverGroupId) || zoneIsFull(region, build.zone)) {
        region.timeline.cancel(server.id);
        region.timeline.after(server.id, region.seconds.build * 0.15, () =>
            failBuild(region, server, NO_HOST),
        );
    }
    return server;
}

/** POST /servers */
export function createServers(request: RegionRequest): ApiResponse {
    const build = readBuildRequest(request);
    const servers = Array.from({ length: build.count }, (_, at) => startServer(request.region, build, at));
    const [first] = servers;
    if (isTrue(build.body.return_reservation_id)) {
        return { status: 202, body: { reservation_id: build.reservationId } };
    }
    const requested = objectsAt(build.body, "security_groups").map((group) => ({ name: group.name ?? "" }));
    const id = first?.id ?? "";
    const server = {
        id,
        links: links(request, "servers", id),
        "OS-DCF:diskConfig": "MANUAL",
        security_groups: requested.length === 0 ? [{ name: "default" }] : requested,
        adminPass: first?.adminPass ?? "",
    };
    return { status: 202, body: { server }, headers: { Location: `${request.root}/servers/${id}` } };
}

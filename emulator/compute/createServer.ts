import { newHexId, newId } from "../cloud/clock";
import type { FlavorRecord, ImageRecord, ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { TENANT_ID, USER_ID } from "../cloud/seed";
import { badRequest, conflict } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { isTrue, type JsonObject, objectAt, objectsAt, textAt, texts, validate } from "../http/validation";
import { type BlockPlan, planBlockDevices, reserveVolumes } from "./blockDevices";
import { CREATE_SCHEMA } from "./createServerSchema";
import { flavorInBody, isU2, securityGroupsNamed } from "./findServer";
import { connectPorts, type NetworkPlan, planNetworks } from "./interfaces";
import { checkItems } from "./metadata";
import { countWithinQuota } from "./quotas";
import { links } from "./serverView";
import { failBuild, startBuild } from "./transitions";

interface Wanted {
    body: JsonObject;
    name: string;
    image: ImageRecord | undefined;
    flavor: FlavorRecord;
    zone: string;
    blocks: BlockPlan;
    networks: NetworkPlan[];
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
    const asked = objectsAt(body, "security_groups").map((group) => textAt(group, "name") ?? "");
    const names = asked.length === 0 ? ["default"] : asked;
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

/** The guide's rules for Windows; each with what Nova would say. */
const WINDOWS_RULES: {
    broken: (wanted: { flavor: FlavorRecord; sizeGb: number; name: string }) => boolean;
    message: string;
}[] = [
    {
        broken: ({ flavor }) => isU2(flavor),
        message: "Windows images cannot be used with U2 instance types.",
    },
    {
        broken: ({ flavor }) => flavor.ramMb <= 2048,
        message: "Flavor's memory is too small for requested image.",
    },
    { broken: ({ sizeGb }) => sizeGb < 50, message: "Volume size is too small." },
    { broken: ({ sizeGb }) => sizeGb > 1024, message: "Volume size is too large." },
    {
        broken: ({ name }) => name.length > 14,
        message: "The name of a Windows instance is too long: at most 14 characters.",
    },
];

function checkWindows(name: string, flavor: FlavorRecord, blocks: BlockPlan): void {
    if (blocks.rootImage?.properties.os_type !== "windows") return;
    const rule = WINDOWS_RULES.find(({ broken }) => broken({ flavor, name, sizeGb: blocks.rootSizeGb }));
    if (rule) throw badRequest(rule.message);
}

function readCounts(body: JsonObject): [least: number, most: number] {
    const least = Number(body.min_count ?? 1);
    const most = Number(body.max_count ?? least);
    if (least > most) throw badRequest("min_count must be <= max_count");
    return [least, most];
}

function checkSharing({ volumes }: BlockPlan, networks: NetworkPlan[], most: number): void {
    if (most === 1) return;
    if (volumes.some(({ volumeId }) => volumeId !== undefined)) {
        throw badRequest("Cannot attach one or more volumes to multiple instances");
    }
    if (networks.some((plan) => "port" in plan))
        throw badRequest(
            "Unable to launch multiple instances with a single configured port ID. Please launch your instance one by one with different ports.",
        );
    if (networks.some((plan) => "address" in plan && plan.address !== undefined)) {
        throw badRequest("Invalid fixed_ip: one address cannot serve several instances.");
    }
}

function readWanted({ region, body: whole }: RegionCall): Wanted {
    const body = objectAt(validate(whole, CREATE_SCHEMA), "server");
    const name = textAt(body, "name")?.trim() ?? "";
    const [least, most] = readCounts(body);
    const image = findImage(region, body);
    const flavor = flavorInBody(region, textAt(body, "flavorRef") ?? String(body.flavorRef));
    const zone = findZone(region, body);
    findKeypair(region, body);
    const groupIds = findGroups(region, body);
    const serverGroupId = findServerGroup(region, whole);
    const metadata = texts(objectAt(body, "metadata"));
    checkItems(metadata);
    const blocks = planBlockDevices(region, objectsAt(body, "block_device_mapping_v2"), image, flavor, zone);
    checkWindows(name, flavor, blocks);
    const networks = planNetworks(region, objectsAt(body, "networks"));
    checkSharing(blocks, networks, most);
    const count = countWithinQuota(region, least, most, flavor);
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

function makeServer(region: Region, wanted: Wanted, at: number): ServerRecord {
    const { body, blocks, image } = wanted;
    const { time } = region.timeline;
    const localRoot = blocks.local || blocks.volumes.length === 0;
    return {
        id: newId(),
        sequence: region.nextNumber(),
        name: wanted.count > 1 ? `${wanted.name}-${at + 1}` : wanted.name,
        tenantId: TENANT_ID,
        userId: USER_ID,
        status: "BUILD",
        vmState: "building",
        taskState: "scheduling",
        powerState: 0,
        metadata: wanted.metadata,
        imageId: (image ?? (localRoot ? blocks.rootImage : undefined))?.id ?? null,
        localRoot,
        flavorId: wanted.flavor.id,
        keyName: textAt(body, "key_name") ?? null,
        availabilityZone: wanted.zone,
        hostId: "",
        diskConfig: "MANUAL",
        userData: textAt(body, "user_data") ?? null,
        adminPass: newHexId().slice(0, 12),
        created: time,
        updated: time,
        launchedAt: null,
        terminatedAt: null,
        fault: null,
        reservationId: wanted.reservationId,
        groupId: wanted.serverGroupId,
        securityGroupIds: wanted.groupIds,
        portIds: [],
        networkReady: false,
        attachments: [],
        resize: null,
    };
}

/** Each zone has two hosts, so an anti-affinity group has room for two servers. */
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

function build(region: Region, wanted: Wanted, at: number): ServerRecord {
    const server = makeServer(region, wanted, at);
    region.servers.set(server.id, server);
    connectPorts(region, server, wanted.networks);
    const root = reserveVolumes(region, server, wanted.blocks);
    startBuild(region, server, root);
    if (groupIsFull(region, wanted.serverGroupId)) {
        region.timeline.cancel(server.id);
        region.timeline.after(server.id, region.seconds.build * 0.15, () =>
            failBuild(region, server, NO_HOST),
        );
    }
    return server;
}

/** POST /servers */
export function createServers(call: RegionCall): Answer {
    const wanted = readWanted(call);
    const servers = Array.from({ length: wanted.count }, (_, at) => build(call.region, wanted, at));
    const [first] = servers;
    if (isTrue(wanted.body.return_reservation_id)) {
        return { status: 202, body: { reservation_id: wanted.reservationId } };
    }
    const asked = objectsAt(wanted.body, "security_groups").map((group) => ({ name: group.name ?? "" }));
    const id = first?.id ?? "";
    const server = {
        id,
        links: links(call, "servers", id),
        "OS-DCF:diskConfig": "MANUAL",
        security_groups: asked.length === 0 ? [{ name: "default" }] : asked,
        adminPass: first?.adminPass ?? "",
    };
    return { status: 202, body: { server }, headers: { Location: `${call.root}/servers/${id}` } };
}

import { Failure } from "../../errors/failure";
import { reservedKeys as reservedOfServers } from "../../resources/server/metadata";
import { reservedKeys as reservedOfVolumes } from "../../resources/volume/properties";
import type { Attributes } from "./attributes";
import { connectionOf, targetOf } from "./connections";
import type { Conversion, Convert, Surroundings } from "./conversion";
import { type Members, Reference } from "./declaration";
import { assignments, groupsOfServer } from "./securityGroups";

/** By the type without its provider, in the order in which they refer to each other. */
export const conversions: Readonly<Record<string, Convert>> = {
    compute_keypair_v2: keypair,
    compute_servergroup_v2: placementPolicy,
    blockstorage_volume_v2: volume,
    blockstorage_volume_v3: volume,
    compute_instance_v2: server,
    compute_volume_attach_v2: volumeAttachment,
    networking_floatingip_v2: floatingIp,
    networking_port_secgroup_associate_v2: assignments,
    images_image_v2: serverImage,
};

function keypair(attributes: Attributes, { note }: Surroundings): Conversion {
    if (attributes.isSet("private_key"))
        note(
            "its private key stays in the Terraform state and nowhere else: save it before you delete that.",
        );
    const name = attributes.required("name");
    return { kind: "Keypair", id: name, args: { name, publicKey: attributes.text("public_key")?.trim() } };
}

function placementPolicy(attributes: Attributes): Conversion {
    const policies = attributes.texts("policies").join(", ");
    if (policies !== "anti-affinity")
        throw new Failure(
            `its policy is "${policies}", and that of a PlacementPolicy is always anti-affinity`,
        );
    const args = { name: attributes.required("name") };
    return { kind: "PlacementPolicy", id: attributes.required("id"), args };
}

function volume(attributes: Attributes, surroundings: Surroundings): Conversion {
    const { note } = surroundings;
    if (["image_id", "source_vol_id", "source_replica", "backup_id"].some((name) => attributes.isSet(name)))
        note("it was made from an image, a backup or another volume: a replacement would be empty.");
    leaveOut(attributes, ["scheduler_hints", "consistency_group_id", "multiattach"], note);
    return {
        kind: "Volume",
        id: attributes.required("id"),
        args: {
            name: attributes.text("name"),
            description: attributes.text("description"),
            size: attributes.number("size"),
            volumeType: attributes.text("volume_type"),
            availabilityZone: attributes.text("availability_zone"),
            snapshotId: attributes.text("snapshot_id"),
            metadata: metadata(attributes, surroundings, reservedOfVolumes),
            encryption: encryption(attributes, surroundings),
        },
    };
}

/** Others, such as paused, would be changed by taking the server over. */
const powerStates: Readonly<Record<string, string | undefined>> = {
    active: undefined,
    shutoff: "stopped",
    shelved: "shelved",
    shelved_offloaded: "shelved",
};

const notOfServers = [
    "config_drive",
    "personality",
    "admin_pass",
    "tags",
    "hypervisor_hostname",
    "force_delete",
];

function server(attributes: Attributes, surroundings: Surroundings): Conversion {
    const { refer, secret, note } = surroundings;
    const power = attributes.text("power_state") ?? "active";
    if (!Object.hasOwn(powerStates, power))
        throw new Failure(`it is ${power}, and a Server is active, stopped or shelved`);
    const devices = attributes.blocks("block_device");
    leaveOut(attributes, notOfServers, note);
    const [hints] = attributes.blocks("scheduler_hints");
    const group = hints?.text("group");
    const userData = attributes.hidden("user_data");
    return {
        kind: "Server",
        id: attributes.required("id"),
        args: {
            name: attributes.required("name"),
            imageId: imageOf(attributes),
            flavorId: attributes.required("flavor_id"),
            keyName: refer("Keypair", attributes.required("key_pair")),
            networks: attributes.blocks("network").map(network),
            availabilityZone: attributes.text("availability_zone"),
            securityGroups: unlessEmpty(groupsOfServer(attributes, surroundings)),
            userData: userData && secret(userData, "user data", "user data, of which Terraform has a hash"),
            metadata: metadata(attributes, surroundings, reservedOfServers),
            blockDevices: unlessEmpty(devices.map((device) => blockDevice(device, surroundings))),
            powerState: powerStates[power],
            placementPolicyId: group === undefined ? undefined : refer("PlacementPolicy", group),
            stopBeforeDelete: attributes.isTrue("stop_before_destroy") || undefined,
        },
    };
}

/** A server that boots from a volume has a sentence instead. */
function imageOf(attributes: Attributes): string | undefined {
    const image = attributes.text("image_id");
    return image?.startsWith("Attempt to boot from volume") ? undefined : image;
}

/** The state does not tell whether an address was asked for: a fixed IP that the server has may be added later. */
function network(attributes: Attributes): Members {
    const port = attributes.text("port");
    return port === undefined ? { uuid: attributes.required("uuid") } : { port };
}

function blockDevice(attributes: Attributes, surroundings: Surroundings): Members {
    const source = attributes.required("source_type");
    const uuid = attributes.text("uuid");
    leaveOut(attributes, ["guest_format", "device_type", "disk_bus", "multiattach"], surroundings.note);
    return {
        sourceType: source,
        uuid: uuid && surroundings.refer("Volume", uuid),
        destinationType: attributes.text("destination_type") ?? usualDestination(source),
        bootIndex: attributes.number("boot_index") ?? 0,
        volumeSize: attributes.number("volume_size"),
        volumeType: attributes.text("volume_type"),
        encryption: encryption(attributes, surroundings),
        deleteOnTermination: attributes.isTrue("delete_on_termination") || undefined,
    };
}

/** Nova's. */
function usualDestination(source: string): string {
    return ["volume", "snapshot"].includes(source) ? "volume" : "local";
}

function volumeAttachment(attributes: Attributes, { refer, note }: Surroundings): Conversion {
    const [serverId, volumeId] = [attributes.required("instance_id"), attributes.required("volume_id")];
    leaveOut(attributes, ["multiattach", "tag"], note);
    return {
        kind: "VolumeAttachment",
        id: `${serverId}/${volumeId}`,
        args: { serverId: refer("Server", serverId), volumeId: refer("Volume", volumeId) },
    };
}

function floatingIp(attributes: Attributes, { instances, refer, note, merge }: Surroundings): Conversion {
    leaveOut(attributes, ["description", "tags", "dns_name", "dns_domain", "value_specs"], note);
    const connection = connectionOf(attributes.required("address"), instances);
    if (connection) merge(connection);
    const { serverId, portId, fixedIp } = targetOf(attributes, connection?.attributes, instances);
    return {
        kind: "FloatingIp",
        id: attributes.required("id"),
        args: { serverId: serverId && refer("Server", serverId), portId, fixedIp },
    };
}

/** Terraform uploads its images; one that was imported may have been made of a server. */
function serverImage(attributes: Attributes, { refer, note }: Surroundings): Conversion {
    const [properties] = attributes.blocks("properties");
    const isUploaded = ["local_file_path", "image_source_url"].some((name) => attributes.isSet(name));
    const isMade = !isUploaded && properties?.text("image_type") === "snapshot";
    const serverId = isMade ? properties.text("instance_uuid") : undefined;
    if (serverId === undefined) throw new Failure("it was not made of a server, as a ServerImage is");
    const server = refer("Server", serverId);
    if (!(server instanceof Reference)) throw new Failure(`its server ${serverId} is not in the program`);
    if (attributes.text("visibility") === "public")
        throw new Failure("it is public, and a ServerImage is of one project");
    leaveOut(attributes, ["protected", "hidden", "tags"], note);
    return {
        kind: "ServerImage",
        id: attributes.required("id"),
        args: { serverId: server, name: attributes.required("name") },
    };
}

function metadata(
    attributes: Attributes,
    { secret, note }: Surroundings,
    reserved: ReadonlySet<string>,
): Members | undefined {
    const isSensitive = attributes.isSensitive("metadata");
    const entries = attributes.entries("metadata");
    const own = entries.filter(([key]) => !reserved.has(key));
    for (const [key] of entries.filter(([name]) => reserved.has(name)))
        note(`it has metadata ${key}, which the cloud reserves.`);
    const members = own.map(([key, value]) => [
        key,
        isSensitive
            ? secret(value, `metadata ${key}`, `metadata ${key}, which is sensitive in Terraform`)
            : value,
    ]);
    return members.length === 0 ? undefined : Object.fromEntries(members);
}

function encryption(attributes: Attributes, { secret }: Surroundings): Members | undefined {
    const [block] = attributes.blocks("nhn_encryption");
    const appkey = block?.hidden("skm_appkey");
    return block && appkey
        ? {
              appkey: secret(appkey, "appkey", "appkey of Secure Key Manager"),
              keyId: block.text("skm_key_id"),
          }
        : undefined;
}

function leaveOut(attributes: Attributes, names: readonly string[], note: Surroundings["note"]): void {
    for (const name of names.filter((one) => attributes.isSet(one)))
        note(`it has ${name}, for which there is no argument.`);
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
    return list.length === 0 ? undefined : list;
}

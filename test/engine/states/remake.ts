import type { Cloud } from "../../../emulator";
import type { StoredResource } from "../../../engine/stack";

/** What a kept state has instead of an id, a secret, a time or an address: each cloud has its own. */
const placeholder = /<([\w.-]+)>/g;

type Known = Map<string, string>;

// biome-ignore lint/suspicious/noExplicitAny: the answers of a cloud, and what a state holds, are of every shape
type Json = any;

/** Makes in an empty cloud what a kept state has in its own, and tells that state as it would be of this cloud. */
export async function remake(cloud: Cloud, text: string): Promise<StoredResource[]> {
    const kept: StoredResource[] = JSON.parse(text).resources;
    const outputsOf = (name: string): Json => kept.find(({ urn }) => urn.endsWith(`::${name}`))?.outputs;
    const known = knownBefore(cloud);
    const request = requester(cloud);

    const { name: keyName, publicKey } = outputsOf("access");
    await makePair(request, known);
    await request("POST /os-keypairs", { keypair: { name: keyName, public_key: fill(publicKey, known) } });
    const { keypair } = await request(`GET /os-keypairs/${keyName}`);
    known.set("access.fingerprint", keypair.fingerprint);
    known.set("access.createdAt", keypair.created_at);
    known.set("userId", keypair.user_id);

    const shared = {
        imageRef: known.get("image"),
        key_name: keyName,
        networks: [{ uuid: known.get("network") }],
    };
    const { name: webName, allMetadata: metadata } = outputsOf("web");
    const root = {
        source_type: "image",
        uuid: known.get("image"),
        destination_type: "volume",
        boot_index: 0,
        volume_size: 20,
        delete_on_termination: true,
    };
    const bootsFromVolume = { flavorRef: known.get("flavor"), block_device_mapping_v2: [root] };
    const { server } = await request("POST /servers", {
        server: { ...shared, ...bootsFromVolume, name: webName, metadata },
    });

    const fleetId = kept.find(({ urn }) => urn.endsWith("::worker"))?.id;
    for (const { name, revision } of outputsOf("worker").servers) {
        const metadata = { "pulumi-nhncloud-fleet": `${fleetId}:${revision}` };
        const flavorRef = known.get("localFlavor");
        await request("POST /servers", { server: { ...shared, name, flavorRef, metadata } });
    }

    const volumeId = cloud.region().addVolume({ name: "data" });
    known.set("data.id", volumeId);
    await request(`POST /servers/${server.id}/os-volume_attachments`, { volumeAttachment: { volumeId } });
    await request(`POST /servers/${server.id}/action`, {
        addSecurityGroup: { name: outputsOf("database").securityGroup },
    });
    await learnServers(request, known);

    if (outputsOf("public")) await makeNeighbours(request, known, outputsOf, server.id);

    const { name: imageName } = outputsOf("golden");
    const upload = { image_name: imageName, disk_format: "qcow2", container_format: "bare", force: true };
    const rootVolumeId = known.get(`${webName}.rootVolumeId`);
    const image = await request(
        `POST /volumes/${rootVolumeId}/action`,
        { "os-volume_upload_image": upload },
        "volume/v2/TENANT",
    );
    known.set(`${imageName}.id`, image["os-volume_upload_image"].image_id);
    return filled(text, known).resources;
}

/** What a cloud is before anything is made in it. */
function knownBefore(cloud: Cloud): Known {
    const { image, flavor, localFlavor, network, publicNetwork, zone } = cloud.region().ids;
    const { authUrl, tenantId, username, password } = cloud.credentials;
    const ofRegion = { image, flavor, localFlavor, network, publicNetwork, zone };
    return new Map(Object.entries({ ...ofRegion, authUrl, tenantId, username, password }));
}

/** A pair of keys, such as the cloud makes them. */
async function makePair(request: Request, known: Known): Promise<void> {
    const { keypair } = await request("POST /os-keypairs", { keypair: { name: "spare" } });
    await request("DELETE /os-keypairs/spare");
    known.set("access.privateKey", keypair.private_key);
    known.set("access.publicKey", keypair.public_key.split(" ").slice(0, 2).join(" "));
}

/** What servers have around them. */
async function makeNeighbours(
    request: Request,
    known: Known,
    outputsOf: (name: string) => Json,
    serverId: string,
): Promise<void> {
    const { name: policyName, policies } = outputsOf("apart");
    const { server_group } = await request("POST /os-server-groups", {
        server_group: { name: policyName, policies },
    });
    known.set("apart.id", server_group.id);
    const { name, size, description } = outputsOf("disk");
    const { volume } = await request(
        "POST /volumes",
        { volume: { name, size, description } },
        "volume/v2/TENANT",
    );
    known.set("disk.id", volume.id);
    const { ports } = await request(`GET /ports?device_id=${serverId}`, undefined, "network/v2.0");
    const { floatingip } = await request(
        "POST /floatingips",
        { floatingip: { floating_network_id: known.get("publicNetwork"), port_id: ports[0].id } },
        "network/v2.0",
    );
    known.set("public.id", floatingip.id);
    known.set("public.address", floatingip.floating_ip_address);
    known.set("public.portId", ports[0].id);
}

async function learnServers(request: Request, known: Known): Promise<void> {
    const { servers } = await request("GET /servers/detail");
    for (const server of servers) {
        const [address] = Object.values<Json>(server.addresses)[0];
        const [root] = server["os-extended-volumes:volumes_attached"];
        const facts = {
            id: server.id,
            created: server.created,
            updated: server.updated,
            launchedAt: server["OS-SRV-USG:launched_at"],
            hostId: server.hostId,
            address: address.addr,
            mac: address["OS-EXT-IPS-MAC:mac_addr"],
            rootVolumeId: root?.id,
        };
        for (const [fact, value] of Object.entries(facts)) known.set(`${server.name}.${fact}`, value);
    }
}

type Service = "compute/v2/TENANT" | "volume/v2/TENANT" | "network/v2.0";

type Request = (what: string, body?: unknown, service?: Service) => Promise<Json>;

function requester(cloud: Cloud): Request {
    const token = cloud.environment("token").NHNCLOUD_TOKEN ?? "";
    return async (what, body, service = "compute/v2/TENANT") => {
        const [method = "", path] = what.split(" ");
        const { tenantId } = cloud.credentials;
        const answer = await fetch(`${cloud.url}/kr1/${service.replace("TENANT", tenantId)}${path}`, {
            method,
            headers: { "X-Auth-Token": token, "Content-Type": "application/json" },
            ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${what} was answered ${answer.status} ${text}`);
        return text === "" ? {} : JSON.parse(text);
    };
}

function fill(text: string, known: Known): string {
    return text.replace(placeholder, (_, name: string) => {
        const value = known.get(name);
        if (value === undefined) throw new Error(`Nothing is known of ${name}, which the state has.`);
        return value;
    });
}

function filled(text: string, known: Known): Json {
    return JSON.parse(text, (key, value: unknown) => {
        if (typeof value !== "string") return value;
        // A secret is JSON in a string.
        return key === "plaintext" ? JSON.stringify(filled(value, known)) : fill(value, known);
    });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cloud } from "../../emulator";

/** What Terraform 1.11 with terraform-provider-openstack 3.4 wrote for test/cli/terraform on the local cloud, but for the private key. */
export const recordedState = readFileSync(join(__dirname, "../cli/terraform/terraform.tfstate"), "utf8");

/** The user data in that configuration. */
export const userData = "#!/bin/sh\necho hello\n";

// biome-ignore lint/suspicious/noExplicitAny: attributes and answers have every shape
type Json = any;
type Call = (method: string, path: string, body?: unknown) => Promise<Json>;

/** A data source of a server has only its name. */
async function networkOf({ uuid, name }: Json, call: Call): Promise<{ uuid: string }> {
    return { uuid: uuid || (await call("GET", `network/networks?name=${name}`)).networks[0].id };
}

/** The requests of Terraform for each type, in the order in which they refer to each other. Each returns new values for recorded ones. */
const makers: readonly [type: string, make: (attributes: Json, call: Call) => Promise<[string, string][]>][] =
    [
        [
            "openstack_compute_keypair_v2",
            async ({ name, public_key }, call) => {
                await call("POST", "compute/os-keypairs", { keypair: { name, public_key } });
                return [];
            },
        ],
        [
            "openstack_compute_servergroup_v2",
            async ({ id, name, policies }, call) => {
                const { server_group } = await call("POST", "compute/os-server-groups", {
                    server_group: { name, policies },
                });
                return [[id, server_group.id]];
            },
        ],
        [
            "openstack_blockstorage_volume_v3",
            async ({ id, name, description, size, volume_type, availability_zone }, call) => {
                const volume = { name, description, size, volume_type, availability_zone };
                return [[id, (await call("POST", "volume/volumes", { volume })).volume.id]];
            },
        ],
        [
            "openstack_networking_secgroup_v2",
            async ({ id, name }, call) => {
                // One that is only read is there.
                const { security_groups } = await call("GET", `network/security-groups?name=${name}`);
                if (security_groups.length > 0) return [];
                const body = { security_group: { name } };
                return [[id, (await call("POST", "network/security-groups", body)).security_group.id]];
            },
        ],
        [
            "openstack_compute_instance_v2",
            async (attributes, call) => {
                const { id, name, flavor_id, key_pair, metadata, availability_zone, user_data } = attributes;
                const [group] = attributes.scheduler_hints ?? [];
                const devices: Json[] = attributes.block_device ?? [];
                const server = {
                    name,
                    flavorRef: flavor_id,
                    ...(devices.length === 0 && { imageRef: attributes.image_id }),
                    key_name: key_pair,
                    metadata: metadata ?? {},
                    availability_zone,
                    networks: await Promise.all(attributes.network.map((one: Json) => networkOf(one, call))),
                    security_groups: attributes.security_groups.map((one: string) => ({ name: one })),
                    block_device_mapping_v2: devices.map(
                        ({ guest_format, device_type, disk_bus, multiattach, ...device }: Json) =>
                            Object.fromEntries(Object.entries(device).filter(([, value]) => value !== "")),
                    ),
                    ...(user_data && { user_data: Buffer.from(userData).toString("base64") }),
                };
                const hints = group && { "os:scheduler_hints": { group: group.group } };
                const made = await call("POST", "compute/servers", { server, ...hints });
                if (attributes.power_state === "shutoff")
                    await call("POST", `compute/servers/${made.server.id}/action`, { "os-stop": null });
                return [[id, made.server.id]];
            },
        ],
        [
            "openstack_images_image_v2",
            async ({ id, name, properties: { instance_uuid } }, call) => {
                await call("POST", `compute/servers/${instance_uuid}/action`, { createImage: { name } });
                return [[id, (await call("GET", `image/images?name=${name}`)).images[0].id]];
            },
        ],
        [
            "openstack_networking_port_v2",
            async ({ id, device_id }, call) => {
                const { ports } = await call("GET", `network/ports?device_id=${device_id}`);
                return [[id, ports[0].id]];
            },
        ],
        [
            "openstack_compute_volume_attach_v2",
            async ({ instance_id, volume_id }, call) => {
                await call("POST", `compute/servers/${instance_id}/os-volume_attachments`, {
                    volumeAttachment: { volumeId: volume_id },
                });
                return [];
            },
        ],
        [
            "openstack_networking_floatingip_v2",
            async ({ id, address, port_id }, call) => {
                const { networks } = await call("GET", "network/networks?router:external=true");
                const { floatingip } = await call("POST", "network/floatingips", {
                    floatingip: { floating_network_id: networks[0].id, port_id: port_id || null },
                });
                return [
                    [id, floatingip.id],
                    [address, floatingip.floating_ip_address],
                ];
            },
        ],
    ];

/** Makes what a state has once more, and returns the state as Terraform would have written it then. */
export async function remake(state: string, cloud: Cloud): Promise<string> {
    const roots: Record<string, string> = {
        compute: `/kr1/compute/v2/${cloud.credentials.tenantId}`,
        volume: `/kr1/volume/v2/${cloud.credentials.tenantId}`,
        network: "/kr1/network/v2.0",
        image: "/kr1/image/v2",
    };
    const headers = {
        "X-Auth-Token": cloud.environment("token").NHNCLOUD_TOKEN ?? "",
        "Content-Type": "application/json",
    };
    const call: Call = async (method, path, body) => {
        const url = cloud.url + path.replace(/^\w+/, (service) => roots[service] ?? service);
        const response = await fetch(url, {
            method,
            headers,
            ...(body ? { body: JSON.stringify(body) } : {}),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
        return text === "" ? undefined : JSON.parse(text);
    };
    let remade = state;
    const attributesOf = (type: string): Json[] =>
        JSON.parse(remade)
            .resources.filter((resource: Json) => resource.type === type)
            .flatMap(({ instances }: Json) => instances.map(({ attributes }: Json) => attributes));
    for (const [type, make] of makers) {
        for (const index of attributesOf(type).keys())
            for (const [recorded, made] of await make(attributesOf(type)[index], call))
                remade = remade.replaceAll(recorded, made);
    }
    return remade;
}

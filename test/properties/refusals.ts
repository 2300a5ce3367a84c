import { isIP } from "node:net";

/**
 * What Nova's schemas (nova/api/openstack/compute/schemas) and the guide refuse about a request, whatever there is in the
 * cloud: written without a look at the provider's own rules.
 */
type Rule = (value: unknown, path: string) => string[];

const refused = (path: string, value: unknown) => [`${path}: ${JSON.stringify(value)}`];
const when =
    (isFine: (value: unknown) => boolean): Rule =>
    (value, path) =>
        isFine(value) ? [] : refused(path, value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** Letters of the basic plane that can be seen, and spaces between them. */
const printable = /^[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]+$/u;
const isText = (value: unknown, least: number, most: number): value is string =>
    typeof value === "string" && [...value].length >= least && [...value].length <= most;

const name = when(
    (value) => isText(value, 1, 255) && printable.test(value) && !/^\p{Zs}|\p{Zs}$/u.test(value),
);
const uuid = when((value) => /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(String(value)));
const oneOf = (...values: unknown[]) => when((value) => values.includes(value));
const flag = when((value) => typeof value === "boolean");
const between = (least: number, most: number) =>
    when((value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most);
const matching = (pattern: RegExp) => when((value) => isText(value, 1, 255) && pattern.test(value));
const anyOf =
    (...rules: Rule[]): Rule =>
    (value, path) =>
        rules.some((rule) => rule(value, path).length === 0) ? [] : refused(path, value);

const listOf =
    (rule: Rule, least = 0): Rule =>
    (value, path) =>
        Array.isArray(value) && value.length >= least
            ? value.flatMap((item, index) => rule(item, `${path}[${index}]`))
            : refused(path, value);

/** These members and no others; those that are required are named. */
const record =
    (members: Record<string, Rule>, ...required: string[]): Rule =>
    (value, path) => {
        if (!isRecord(value)) return refused(path, value);
        const missing = required
            .filter((key) => value[key] === undefined)
            .map((key) => `${path}.${key} is required`);
        const wrong = Object.entries(value).flatMap(([key, entry]) =>
            Object.hasOwn(members, key)
                ? (members[key]?.(entry, `${path}.${key}`) ?? [])
                : [`${path}.${key} is not known`],
        );
        return [...missing, ...wrong];
    };

/** Its keys as they stand in a path, too: no path can name "." and "..". */
const metadata: Rule = (value, path) => {
    if (!isRecord(value)) return refused(path, value);
    return Object.entries(value).flatMap(([key, entry]) =>
        /^[a-zA-Z0-9\-_:. ]{1,255}$/.test(key) && ![".", ".."].includes(key) && isText(entry, 0, 255)
            ? []
            : refused(`${path}.${key}`, entry),
    );
};

const key = record(
    {
        skm_appkey: when((value) => isText(value, 1, 255)),
        skm_key_id: when((value) => isText(value, 1, 255)),
    },
    "skm_appkey",
    "skm_key_id",
);
const mostInteger = 2 ** 31 - 1;
const blockDevice: Rule = (value, path) => {
    const { source_type, destination_type, boot_index, uuid: source } = value as Record<string, unknown>;
    const isLocalCopy = source_type === "image" && destination_type === "local" && boot_index !== 0;
    return [
        ...record(
            {
                source_type: oneOf("volume", "image", "snapshot", "blank"),
                destination_type: oneOf("local", "volume"),
                uuid: matching(/^[a-zA-Z0-9._-]*$/),
                boot_index: between(-mostInteger, mostInteger),
                volume_size: between(1, mostInteger),
                volume_type: when((type) => isText(type, 1, 255)),
                device_name: matching(/^[a-zA-Z0-9._\-/]*$/),
                delete_on_termination: flag,
                nhn_encryption: key,
            },
            "source_type",
            "destination_type",
            "boot_index",
        )(value, path),
        ...(isLocalCopy ? [`${path}: mapping an image to local is not supported`] : []),
        ...(source_type !== "blank" && source === undefined ? [`${path}: no source`] : []),
        ...(["volume", "snapshot"].includes(String(source_type)) && destination_type === "local"
            ? [`${path}: a ${source_type} cannot be local`]
            : []),
    ];
};

/** "POST /servers" */
export const ofServers = record(
    {
        server: record(
            {
                name,
                imageRef: anyOf(uuid, oneOf("")),
                flavorRef: when((value) => isText(value, 1, 255)),
                key_name: name,
                networks: listOf(
                    record({
                        uuid,
                        subnet: uuid,
                        port: uuid,
                        fixed_ip: when((ip) => isIP(String(ip)) !== 0),
                    }),
                    1,
                ),
                availability_zone: name,
                security_groups: listOf(record({ name }, "name")),
                user_data: when((value) => isText(value, 0, 65_535) && /^[A-Za-z0-9+/\s]*=*\s*$/.test(value)),
                metadata,
                block_device_mapping_v2: listOf(blockDevice),
                "OS-DCF:diskConfig": oneOf("AUTO", "MANUAL"),
                min_count: between(1, 10),
                max_count: between(1, 10),
                return_reservation_id: flag,
            },
            "name",
            "flavorRef",
            "key_name",
            "networks",
        ),
        "os:scheduler_hints": record({ group: uuid }),
    },
    "server",
);

/** "POST /volumes", of cinder/api/schemas/volumes.py */
export const ofVolumes = record(
    {
        volume: record(
            {
                size: between(1, mostInteger),
                name,
                description: name,
                volume_type: when((value) => isText(value, 1, 255)),
                availability_zone: when((value) => isText(value, 1, 255)),
                snapshot_id: uuid,
                metadata,
                nhn_encryption: key,
            },
            "size",
            "name",
        ),
    },
    "volume",
);

/** "POST /os-server-groups" */
export const ofServerGroups = record(
    { server_group: record({ name, policies: listOf(oneOf("anti-affinity"), 1) }, "name", "policies") },
    "server_group",
);

/** A key whose blob begins with the type that is written before it. */
const sshKey = when((value) => {
    const [type = "", blob = ""] = String(value).trim().split(/\s+/);
    const bytes = Buffer.from(blob, "base64");
    return bytes.length > 4 && bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1") === type;
});

/** "POST /os-keypairs" */
export const ofKeypairs = record(
    { keypair: record({ name: matching(/^(?! )[A-Za-z0-9 _-]+(?<! )$/), public_key: sshKey }, "name") },
    "keypair",
);

const image = record({ name, metadata }, "name");

/** "POST /servers/{id}/action" and "POST /volumes/{id}/action" */
export const ofActions = record({
    createImage: image,
    "os-volume_upload_image": (value, path) => name((value as Record<string, unknown>).image_name, path),
    addSecurityGroup: record({ name }, "name"),
});

/** "POST /servers/{id}/os-volume_attachments" */
export const ofAttachments = record({ volumeAttachment: record({ volumeId: uuid }, "volumeId") });

/** "POST /floatingips" of the vendor */
export const ofFloatingIps = record(
    {
        floatingip: record(
            { floating_network_id: uuid, label: matching(/^[A-Za-z0-9]{1,64}$/) },
            "floating_network_id",
        ),
    },
    "floatingip",
);

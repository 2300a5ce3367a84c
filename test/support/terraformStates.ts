type Values = Record<string, unknown>;

/** Of a Terraform state, as Terraform writes it. */
export interface TerraformResource {
    module?: string;
    mode: "managed" | "data";
    type: string;
    name: string;
    instances: Values[];
}

export function stateOf(...resources: TerraformResource[]): string {
    return JSON.stringify({ version: 4, resources });
}

/** With one instance; `instance` is what it has besides its attributes. */
export function resource(
    type: string,
    name: string,
    attributes: Values,
    instance: Values = {},
): TerraformResource {
    return { mode: "managed", type, name, instances: [{ attributes, ...instance }] };
}

export function uuid(number: number): string {
    return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** The least that a server has. */
export const serverAttributes: Values = {
    id: uuid(1),
    name: "web",
    image_id: uuid(8),
    flavor_id: uuid(9),
    key_pair: "mine",
    network: [{ uuid: uuid(7), port: "" }],
    power_state: "active",
};

export function server(more: Values = {}, instance: Values = {}): TerraformResource {
    return resource("openstack_compute_instance_v2", "web", { ...serverAttributes, ...more }, instance);
}

export function volume(name: string, more: Values = {}): TerraformResource {
    return resource("openstack_blockstorage_volume_v3", name, {
        id: uuid(2),
        name: "data",
        size: 10,
        ...more,
    });
}

/** A volume of each name, to which something refers. */
export function stateOfNames(names: readonly string[]): string {
    const volumes = names.map((name, index) => volume(name, { id: uuid(100 + index) }));
    const attachments = names.map((name, index) =>
        resource("openstack_compute_volume_attach_v2", name, {
            instance_id: uuid(1),
            volume_id: uuid(100 + index),
        }),
    );
    return stateOf(...volumes, ...attachments);
}

const reservedNames = ["default", "class", "pulumi", "한국", "exports", "data_disk-1"];

/** Names and texts that are not as simple in a program. */
export const awkwardState = stateOf(
    ...reservedNames.map((name, index) =>
        volume(name, {
            id: uuid(20 + index),
            name: `it's "${name}"`,
            description:
                "so long that it is not on the line of its key, but on the next one, and still not at its end: say \\ '\u00a0' `once`",
            metadata: { ["__proto__"]: "own", "a b": "\u202e\u0085txt", plain: "'" },
        }),
    ),
    resource("nhncloud_blockstorage_volume_v2", "default", { id: uuid(30), size: 1, name: "again" }),
    resource("openstack_compute_servergroup_v2", "class", {
        id: uuid(31),
        name: "apart",
        policies: ["anti-affinity"],
    }),
    ...reservedNames.map((name, index) =>
        resource("openstack_compute_volume_attach_v2", name, {
            instance_id: uuid(1),
            volume_id: uuid(20 + index),
        }),
    ),
    // A key as short as an indentation stays on its line.
    volume("long", { id: uuid(32), name: "a name that is too long for a line ".repeat(4).trim() }),
    { ...server({ scheduler_hints: [{ group: uuid(31) }] }), name: "class" },
    {
        ...server(),
        module: 'module.shop["kr.1"].module.db[0]',
        name: "this",
        instances: ["a/b", "a-b", "a b", "::"].map((key, index) => ({
            index_key: key,
            attributes: { ...serverAttributes, id: uuid(10 + index) },
        })),
    },
);

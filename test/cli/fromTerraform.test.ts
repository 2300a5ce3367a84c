import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromTerraformCommand } from "../../provider/src/cli/fromTerraformCommand";
import type { Converted } from "../../provider/src/cli/terraform/convert";
import { runCommand } from "../support/command";
import { ManualClock } from "../support/manualClock";
import { recordedState } from "../support/terraform";
import {
    awkwardState,
    resource,
    server,
    serverAttributes,
    stateOf,
    type TerraformResource,
    uuid,
    volume,
} from "../support/terraformStates";

type Values = Record<string, unknown>;

const root = join(__dirname, "../..");

const run = (state: string, ...words: string[]) =>
    runCommand(fromTerraformCommand, words, { surroundings: { read: async () => state } });

const convert = async (...resources: TerraformResource[]): Promise<Converted> =>
    JSON.parse((await run(stateOf(...resources), "-", "--json")).out);

const convertRecorded = async (): Promise<Converted> =>
    JSON.parse((await run(recordedState, "-", "--json")).out);

const isBlock = (name: string, value: unknown): value is Values =>
    ["block_device", "network", "scheduler_hints"].includes(name) && typeof value === "object";

const address = "192.0.2.1";
const floatingIp = (more: Values = {}) =>
    resource("openstack_networking_floatingip_v2", "public", { id: uuid(3), address, ...more });
const network = { uuid: uuid(7), port: "" };
const port = (mode: TerraformResource["mode"]): TerraformResource => ({
    ...resource("openstack_networking_port_v2", "web", { id: uuid(4), device_id: uuid(1) }),
    mode,
});
const connection = (type: string, more: Values) =>
    resource(type, "public", { floating_ip: address, ...more });
const byPort = connection("openstack_networking_floatingip_associate_v2", { port_id: uuid(4) });

describe("the program", () => {
    test("and the report are those of the page", async () => {
        const page = readFileSync(join(root, "docs/coming-from-terraform.md"), "utf8");
        const sample = stateOf(
            resource("openstack_compute_keypair_v2", "access", {
                name: "access",
                public_key: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB Generated-by-Nova\n",
                private_key: "do-not-print",
                region: "KR1",
            }),
            {
                ...server(),
                instances: [
                    {
                        index_key: 0,
                        attributes: {
                            id: "4b293d31-ebd5-4a7f-be03-874b90021e54",
                            name: "web-0",
                            flavor_id: "a4b6a0f7-aeff-4d78-a8d5-7de9f007012d",
                            image_id: "Attempt to boot from volume - no image supplied",
                            key_pair: "access",
                            availability_zone: "kr-pub-a",
                            network: [{ ...network, uuid: "b83863ff-0355-4c73-8c10-0bdf66a69aab" }],
                            block_device: [
                                {
                                    boot_index: 0,
                                    delete_on_termination: true,
                                    destination_type: "volume",
                                    source_type: "image",
                                    uuid: "9956f822-29c9-4f81-9410-0c392d9c8c24",
                                    volume_size: 20,
                                    volume_type: "",
                                },
                            ],
                            security_groups: ["default"],
                            user_data: "9db6f074fca0a903137b91c7c866b21d4e7205a7",
                            power_state: "active",
                            region: "KR1",
                        },
                    },
                ],
            },
            volume("data", { id: "a07f71dc-8151-4e7d-a0cc-cd24a3f11113", region: "KR1" }),
            resource("openstack_compute_volume_attach_v2", "data", {
                instance_id: "4b293d31-ebd5-4a7f-be03-874b90021e54",
                volume_id: "a07f71dc-8151-4e7d-a0cc-cd24a3f11113",
                region: "KR1",
            }),
            resource("openstack_networking_secgroup_v2", "shop", { id: uuid(5) }),
        );
        const [, report] = /from-terraform - > index\.ts\n(.*?)```/s.exec(page) ?? [];
        const [, program] = /```ts\n(.*?)```/s.exec(page) ?? [];
        expect(await run(sample, "-")).toEqual({ code: 1, out: program, errors: report });
    });

    test("is formatted", async () => {
        const biome = join(root, "node_modules/.bin/biome");
        const wider = Array.from({ length: 50 }, (_, length) =>
            volume(`v${length}`, {
                id: uuid(length),
                name: "n".repeat(length + 20),
                description: "d".repeat(length + 50),
            }),
        );
        const narrow = wider.map((one, length) => ({
            ...resource("openstack_compute_keypair_v2", one.name, { name: "n".repeat(length + 10) }),
        }));
        // Each of a width of its own, so that one of them ends where the line does.
        const volumes = wider.map((one, length) =>
            volume(`w${one.name}`, { id: uuid(100 + length), name: "n".repeat(length + 50) }),
        );
        const keypairs = narrow.map((one, length) =>
            resource(one.type, `w${one.name}`, { name: "m".repeat(length + 10) }),
        );
        const servers = wider.map((one, length) => ({
            ...server({ id: uuid(200 + length), network: [{ uuid: "u".repeat(length + 60) }] }),
            name: one.name,
        }));
        const ruled = stateOf(...wider, ...narrow, ...volumes, ...keypairs, ...servers);
        for (const state of [recordedState, awkwardState, ruled]) {
            const { out } = await run(state, "-");
            const words = ["format", "--stdin-file-path=index.ts"];
            expect(execFileSync(biome, words, { input: out, encoding: "utf8" })).toBe(out);
        }
    });

    test("keeps a name that is longer than a line", async () => {
        const name = "k".repeat(120);
        const { program } = await convert(resource("openstack_compute_keypair_v2", name, { name: "mine" }), {
            ...server({ user_data: "hash" }),
            name,
        });
        expect(program).toContain(`        keyName: ${name}.id,\n`);
        expect(program).toContain(`        userData: config.requireSecret("${name}UserData"),\n`);
    });

    test("has names that differ, of modules, resources and indexes, and variables that are no keywords", async () => {
        const { program, imports, left }: Converted = JSON.parse(
            (await run(awkwardState, "-", "--json")).out,
        );
        expect(left).toEqual([]);
        expect(imports.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
            "PlacementPolicy class",
            "Volume default",
            "Volume default-2",
            "Volume class",
            "Volume pulumi",
            "Volume 한국",
            "Volume exports",
            "Volume data_disk-1",
            "Volume long",
            "Server class",
            "Server shop-kr.1-db-0-this-a-b",
            "Server shop-kr.1-db-0-this-a-b-2",
            "Server shop-kr.1-db-0-this-a-b-3",
            "Server shop-kr.1-db-0-this--",
            "VolumeAttachment default",
            "VolumeAttachment class",
            "VolumeAttachment pulumi",
            "VolumeAttachment 한국",
            "VolumeAttachment exports",
            "VolumeAttachment data_disk-1",
        ]);
        expect([...program.matchAll(/^const (\S+) =/gm)].map(([, name]) => name)).toEqual([
            "classPlacementPolicy",
            "default2",
            "classVolume",
            "pulumiVolume",
            "한국",
            "exportsVolume",
            "dataDisk1",
            "classServer",
        ]);
        expect(program).toContain(`name: 'it\\'s "default"',`);
        expect(program).toContain(
            `metadata: { ["__proto__"]: "own", "a b": "\\u202e\\u0085txt", plain: "'" }`,
        );
    });

    test.each([
        ["_1", "volume1"],
        ["_1a", "volume1a"],
        ["_", "volume"],
        ["_log__files-", "logFiles"],
        ["for", "forVolume"],
        ["static", "staticVolume"],
        ["config", "configVolume"],
    ])("calls the variable of %s %s", async (name, variable) => {
        const attributes = { instance_id: uuid(1), volume_id: uuid(2) };
        const attachment = resource("openstack_compute_volume_attach_v2", "data", attributes);
        const { program } = await convert(volume(name), attachment);
        expect(program).toContain(`const ${variable} = new Volume(\n    "${name}"`);
    });

    test.each([
        ["module.a", 'module.a.openstack_compute_instance_v2.web["x"]', "a-web-x"],
        [
            "module.a[12].module.b",
            'module.a[12].module.b.openstack_compute_instance_v2.web["x"]',
            "a-12-b-web-x",
        ],
        ['module.a["x\\"]y"]', 'module.a["x\\"]y"].openstack_compute_instance_v2.web["x"]', "a-x-y-web-x"],
    ])("has the names of %s", async (module, whole, name) => {
        const { imports } = await convert({ ...server({}, { index_key: "x" }), module });
        expect(imports).toEqual([{ address: whole, kind: "Server", name, id: uuid(1) }]);
    });

    test("says the region where there are several, and does not mix them up", async () => {
        const keypair = (region: string) =>
            resource("openstack_compute_keypair_v2", region.toLowerCase(), { name: "mine", region });
        const { program, regions } = await convert(keypair("KR2"), keypair("KR1"), server({ region: "KR2" }));
        expect(regions).toEqual(["KR1", "KR2"]);
        expect(program).toContain('new Keypair("kr1", { name: "mine", region: "KR1" }, { import: "mine" });');
        expect(program).toContain("keyName: kr2.id");
        expect((await run(stateOf(keypair("KR1"), keypair("KR2")), "-")).errors).not.toContain(
            "nhncloud:region",
        );
    });
});

describe("secrets", () => {
    test("are nowhere in what is printed, and required once for each value", async () => {
        const { program, notes, secrets } = await convertRecorded();
        const { out, errors } = await run(recordedState, "-");
        for (const text of [out, errors, JSON.stringify(await convertRecorded())])
            expect(text).not.toMatch(/do-not-print|9db6f074fca0/);
        expect(program.match(/requireSecret\("\w+"\)/g)).toEqual([
            'requireSecret("webUserData")',
            'requireSecret("webUserData")',
            'requireSecret("workersBlueThisMetadataToken")',
            'requireSecret("workersBlueThisMetadataToken")',
        ]);
        expect(secrets.map(({ about }) => about)).toEqual([
            "user data, of which Terraform has a hash",
            "user data, of which Terraform has a hash",
            "metadata token, which is sensitive in Terraform",
            "metadata token, which is sensitive in Terraform",
        ]);
        expect(errors.match(/--secret \w+/g)).toEqual([
            "--secret webUserData",
            "--secret workersBlueThisMetadataToken",
        ]);
        expect(notes[0]).toEqual({
            address: "openstack_compute_keypair_v2.access",
            text: "its private key stays in the Terraform state and nowhere else: save it before you delete that.",
        });
    });

    test("are set by one command for each, which says where they are used", async () => {
        const of = (user_data: string, ...ids: number[]) =>
            ids.map((id) => ({
                index_key: id,
                attributes: { ...serverAttributes, id: uuid(id), user_data },
            }));
        const state = stateOf({ ...server(), instances: [...of("one", 1, 2, 3), ...of("two", 4)] });
        const { errors } = await run(state, "-");
        expect(errors.match(/^ .*--secret.*$/gm)).toEqual([
            "  pulumi config set --secret webUserData  # openstack_compute_instance_v2.web[1] and 2 more: user data, of which Terraform has a hash",
            "  pulumi config set --secret webUserDataSecret  # openstack_compute_instance_v2.web[4]: user data, of which Terraform has a hash",
        ]);
    });

    test("are not asked for where there are none, and addresses are words of a shell", async () => {
        const { errors } = await run(stateOf(volume("data"), volume("it's", { id: uuid(9) })), "-");
        expect(errors).toBe(`2 of 2 resources of the state are in the program.

Next:
  pulumi preview  # each resource says that it is imported
  pulumi up
  terraform state rm openstack_blockstorage_volume_v3.data 'openstack_blockstorage_volume_v3.it'\\''s'
  # and delete their blocks: terraform apply would create all of it again
`);
    });

    test("that differ have keys that differ", async () => {
        const { instances, ...web } = server();
        const of = (user_data: string, id: number) => ({
            index_key: id,
            attributes: { ...serverAttributes, id: uuid(id), user_data },
        });
        const { secrets } = await convert({
            ...web,
            instances: [of("one", 1), of("two", 2), of("three", 3)],
        });
        expect(secrets.map(({ key }) => key)).toEqual([
            "webUserData",
            "webUserDataSecret",
            "webUserDataSecret2",
        ]);
    });

    test("that are attributes of which a program would show the value keep a resource in Terraform", async () => {
        const path = (...names: string[]) => names.map((value) => ({ type: "get_attr", value }));
        const block_device = [{ source_type: "volume", uuid: "do-not-print", boot_index: 0 }];
        const instance = { sensitive_attributes: [path("admin_pass"), path("block_device", "uuid")] };
        const { program, left } = await convert(server({ block_device }, instance));
        expect(program).toBe("");
        expect(left.map(({ text }) => text)).toEqual([
            "its block_device.uuid is sensitive in Terraform, and a program would show it.",
        ]);
    });

    test.each([
        [["name"], "its name is sensitive in Terraform, and a program would show it."],
        [
            ["block_device"],
            "its block_device.source_type is sensitive in Terraform, and a program would show it.",
        ],
        [["region"], "its region is sensitive in Terraform, and a program would show it."],
    ])("at %j keep it there as well", async (names, text) => {
        const sensitive_attributes = [names.map((value) => ({ type: "get_attr", value }))];
        const block_device = [{ source_type: "volume", uuid: uuid(2), boot_index: 0 }];
        const attributes = { block_device, region: "KR1" };
        const { left, regions } = await convert(server(attributes, { sensitive_attributes }));
        expect(left.map((remark) => remark.text)).toEqual([text]);
        expect(regions).toEqual(names[0] === "region" ? [] : ["KR1"]);
    });

    test("are no values that only begin as one that is", async () => {
        const sensitive_attributes = [[{ type: "get_attr", value: "nam" }]];
        expect((await convert(server({}, { sensitive_attributes }))).left).toEqual([]);
    });

    test("of a volume and a disk that are encrypted are required", async () => {
        const nhn_encryption = [{ skm_appkey: "do-not-print", skm_key_id: "key-1" }];
        const disk = { source_type: "image", uuid: uuid(8), destination_type: "volume", volume_size: 20 };
        const encrypted = { ...disk, volume_type: "Encrypted SSD", nhn_encryption };
        const { program, left, secrets } = await convert(
            {
                ...volume("data", { volume_type: "Encrypted HDD", nhn_encryption }),
                type: "nhncloud_blockstorage_volume_v2",
            },
            { ...server({ block_device: [encrypted] }), type: "nhncloud_compute_instance_v2" },
        );
        expect(left).toEqual([]);
        const encryption = 'encryption: { appkey: config.requireSecret("dataAppkey"), keyId: "key-1" }';
        expect(program.split(encryption)).toHaveLength(3);
        expect(secrets.map(({ key, about }) => `${key}: ${about}`)).toEqual([
            "dataAppkey: appkey of Secure Key Manager",
            "dataAppkey: appkey of Secure Key Manager",
        ]);
        expect(program).not.toContain("do-not-print");
    });
});

describe("a server", () => {
    test.each<[string, Values, string]>([
        ["that is stopped stays so", { power_state: "shutoff" }, 'powerState: "stopped"'],
        ["that is shelved stays so", { power_state: "shelved_offloaded" }, 'powerState: "shelved"'],
        ["that is shelved on its host stays so", { power_state: "shelved" }, 'powerState: "shelved"'],
        [
            "with a port keeps it",
            { network: [{ ...network, port: uuid(4) }] },
            `networks: [{ port: "${uuid(4)}" }]`,
        ],
        ["is stopped before it is deleted", { stop_before_destroy: true }, "stopBeforeDelete: true"],
        [
            "in a group that the state does not have",
            { scheduler_hints: [{ group: uuid(5) }] },
            `placementPolicyId: "${uuid(5)}"`,
        ],
        [
            "has timeouts",
            { timeouts: { create: "1h", update: "30m", delete: "2h" } },
            'customTimeouts: { create: "1h", update: "30m", delete: "2h" }',
        ],
        [
            "has the one timeout that is set",
            { timeouts: { create: null, update: null, delete: "2h" } },
            'customTimeouts: { delete: "2h" }',
        ],
        [
            "that boots from a volume of the state",
            { image_id: "", block_device: [{ source_type: "volume", uuid: uuid(2) }] },
            "uuid: data.id",
        ],
        [
            "has a local disk by default, which stays",
            { block_device: [{ source_type: "image", uuid: uuid(8), boot_index: 0 }] },
            'destinationType: "local",\n                bootIndex: 0,\n            },',
        ],
        [
            "has a volume of a snapshot by default",
            { block_device: [{ source_type: "snapshot", uuid: uuid(8), boot_index: 0 }] },
            'destinationType: "volume"',
        ],
    ])("%s", async (_what, attributes, text) => {
        const { program, left } = await convert(volume("data"), server(attributes));
        expect(left).toEqual([]);
        expect(program).toContain(text);
    });

    test("has nothing that Terraform leaves empty, and neither its fixed IP nor its power", async () => {
        const empty = {
            user_data: "",
            metadata: {},
            security_groups: [],
            block_device: [],
            scheduler_hints: [],
            tags: [],
            timeouts: null,
            power_state: null,
        };
        const { program, notes } = await convert(
            server({ ...empty, network: [{ ...network, fixed_ip_v4: "10.0.0.1" }] }),
        );
        expect(notes).toEqual([]);
        expect((await convert(server())).program).toBe(program);
        expect(program).toBe(
            [
                'import { Server } from "pulumi-nhncloud";',
                "",
                "new Server(",
                '    "web",',
                "    {",
                '        name: "web",',
                `        imageId: "${uuid(8)}",`,
                `        flavorId: "${uuid(9)}",`,
                '        keyName: "mine",',
                `        networks: [{ uuid: "${uuid(7)}" }],`,
                "    },",
                `    { import: "${uuid(1)}" },`,
                ");",
                "",
            ].join("\n"),
        );
    });
});

describe("a floating IP", () => {
    const byServer = (more: Values) =>
        connection("nhncloud_compute_floatingip_associate_v2", { instance_id: uuid(1), ...more });
    const twoNetworks = server({ network: [network, network] });
    test.each<[string, TerraformResource[], string]>([
        [
            "is that of the server whose only port it leads to",
            [server(), port("data"), byPort],
            "serverId: web.id",
        ],
        [
            "keeps its port where the server has several",
            [twoNetworks, port("data"), byPort],
            `portId: "${uuid(4)}"`,
        ],
        ["keeps a port that is a resource", [server(), port("managed"), byPort], `portId: "${uuid(4)}"`],
        [
            "is that of the server that a resource connects it to",
            [server(), byServer({})],
            "serverId: web.id",
        ],
        [
            "keeps the address of a server with several ports",
            [twoNetworks, byServer({ fixed_ip: "10.0.0.1" })],
            'serverId: web.id, fixedIp: "10.0.0.1"',
        ],
        ["is that of a server that is not in the state", [byServer({})], `serverId: "${uuid(1)}"`],
        [
            "keeps the port of a server that is not in the state",
            [port("data"), byPort],
            `portId: "${uuid(4)}"`,
        ],
        [
            "keeps the port that its server was given",
            [server({ network: [{ ...network, port: uuid(4) }] }), port("data"), byPort],
            `portId: "${uuid(4)}"`,
        ],
    ])("%s", async (_what, others, text) => {
        const decoys = [
            { ...server({ id: uuid(40), network: [network, network] }), name: "other" },
            connection("openstack_networking_floatingip_associate_v2", {
                floating_ip: "192.0.2.9",
                port_id: uuid(41),
            }),
            {
                ...byServer({}),
                instances: [
                    { attributes: { floating_ip: address, instance_id: uuid(40) }, status: "tainted" },
                ],
            },
            { ...port("data"), instances: [{ attributes: { id: uuid(42), device_id: uuid(40) } }] },
        ].map((one) => ({ ...one, module: "module.decoys" }));
        const { program, taken, left: all } = await convert(...decoys, floatingIp(), ...others);
        const left = all.filter((remark) => !remark.address.startsWith("module.decoys."));
        expect(program).toContain(`{ ${text} }`);
        expect(taken).toContain(others.map(({ type, name }) => `${type}.${name}`).at(-1));
        expect(left.map(({ text: sentence }) => sentence)).toEqual(
            others.some(({ mode, type }) => mode === "managed" && type.endsWith("port_v2"))
                ? ["there is no kind for openstack_networking_port_v2."]
                : [],
        );
    });

    test("keeps its port where a resource connects it to a server with several", async () => {
        const { program } = await convert(floatingIp({ port_id: uuid(4) }), twoNetworks, byServer({}));
        expect(program).toContain(`{ portId: "${uuid(4)}" }`);
    });

    test("keeps the port of its own, or has none", async () => {
        const spare = { ...floatingIp({ id: uuid(6), address: "192.0.2.2" }), name: "spare" };
        const connected = floatingIp({ port_id: uuid(4) });
        const { program } = await convert(connected, spare);
        expect(program).toContain(`{ portId: "${uuid(4)}" }`);
        expect(program).toContain('new FloatingIp("spare", {}, {');
        const { program: served } = await convert(connected, server(), port("data"));
        expect(served).toContain("{ serverId: web.id }");
    });
});

test("the page has a row for each attribute that the provider writes of what has a table", () => {
    const page = readFileSync(join(root, "docs/coming-from-terraform.md"), "utf8");
    const tables = page.split(/^## /m).slice(1, -1);
    const types = new Set<string>();
    const missing = JSON.parse(recordedState).resources.flatMap(({ type, instances }: TerraformResource) => {
        const table = tables.find((text) => text.split("\n")[0]?.includes(type));
        if (table === undefined) return [];
        types.add(type);
        const attributes = instances.flatMap((instance) => Object.entries(instance.attributes as Values));
        const paths = attributes.flatMap(([name, value]) => [
            name,
            ...[value].flat().flatMap((block) => (isBlock(name, block) ? Object.keys(block) : [])),
        ]);
        return paths.filter((path) => !new RegExp(`[\`.]${path}[\`.]`).test(table));
    });
    expect(missing).toEqual([]);
    expect(types.size).toBe(7);
});

test("imports its kinds on one line of 110 columns, or on a line each", async () => {
    const group = { id: uuid(5), name: "apart", policies: ["anti-affinity"] };
    const five = [
        resource("openstack_compute_keypair_v2", "access", { name: "access" }),
        resource("openstack_compute_servergroup_v2", "apart", group),
        volume("data"),
        resource("openstack_compute_volume_attach_v2", "data", { instance_id: uuid(1), volume_id: uuid(2) }),
        resource("openstack_networking_port_secgroup_associate_v2", "db", {
            port_id: uuid(4),
            security_group_ids: [uuid(51)],
        }),
        port("data"),
        resource("openstack_networking_secgroup_v2", "db", { id: uuid(51), name: "db" }),
    ];
    const kinds = "Keypair, PlacementPolicy, SecurityGroupAssignment, Volume, VolumeAttachment";
    expect((await convert(...five)).program).toContain(`import { ${kinds} } from "pulumi-nhncloud";\n`);
    expect((await convert(...five, floatingIp())).program).toContain(
        `import {\n    FloatingIp,\n    ${kinds.replaceAll(" ", "\n    ")},\n} from "pulumi-nhncloud";\n`,
    );
});

describe("what adds security groups to a port", () => {
    const named = (name: string, id: number): TerraformResource => ({
        ...resource("openstack_networking_secgroup_v2", name, { id: uuid(id), name }),
        mode: "data",
    });
    const groups = [named("db", 51), named("shop", 52)];
    const addition = (more: Values = {}, instance: Values = {}) =>
        resource(
            "nhncloud_networking_port_secgroup_associate_v2",
            "added",
            { port_id: uuid(4), security_group_ids: [uuid(51)], enforce: false, ...more },
            instance,
        );
    const address = "nhncloud_networking_port_secgroup_associate_v2.added";
    const elsewhere = {
        ...port("data"),
        name: "other",
        instances: [{ attributes: { id: uuid(43), device_id: uuid(40) } }],
    };
    // Of other types, with the same ids.
    const decoys = [4, 51, 1].map(
        (id): TerraformResource => ({
            ...resource("random_id", `decoy${id}`, { id: uuid(id), name: "decoy", instance_id: uuid(1) }),
            mode: "data",
        }),
    );

    test.each<[string, string[], Values, string[]]>([
        ["that the server shows already", ["db", "default"], {}, ["db", "default"]],
        ["that it did not show yet", ["default"], {}, ["default", "db"]],
        [
            "of which not all have a name",
            ["default"],
            { security_group_ids: [uuid(9), uuid(51)] },
            ["default", "db"],
        ],
    ])("is part of the server whose only port it is: groups %s", async (_what, shown, more, all) => {
        const other = { ...addition({ port_id: uuid(43) }), name: "other" };
        const web = server({ security_groups: shown });
        const ports = [port("data"), elsewhere];
        const converted = await convert(...decoys, web, ...ports, addition(more), other, ...groups);
        const list = all.map((name) => `"${name}"`).join(", ");
        expect(converted.program).toContain(`securityGroups: [${list}]`);
        expect(converted.taken).toContain(address);
        expect(converted.imports.map(({ id }) => id)).toEqual([uuid(1), `${uuid(40)}/db`]);
        expect(converted.left).toEqual([]);
        expect(converted.notes.map((note) => note.address)).toEqual([address.replace("added", "other")]);
    });

    test("and enforces them is part of it too, with a note", async () => {
        const { taken, notes } = await convert(
            server(),
            port("data"),
            addition({ enforce: true }),
            ...groups,
        );
        expect(taken).toContain(address);
        expect(notes).toEqual([
            {
                address: "openstack_compute_instance_v2.web",
                text: `${address} enforces its groups: add securityGroupsMode "exclusive" after the import.`,
            },
        ]);
    });

    test.each<[string, TerraformResource[], string[]]>([
        [
            "that the state does not have",
            [],
            [
                "its groups are on all ports of the server here, and the state does not tell how many there are.",
            ],
        ],
        ["that the state only reads", [{ ...server(), mode: "data" }], []],
    ])("becomes an assignment for each, to a server %s", async (_what, servers, texts) => {
        const both = addition({ security_group_ids: [uuid(51), uuid(52)] });
        const { program, notes, taken } = await convert(...servers, port("data"), both, ...groups);
        for (const name of ["db", "shop"])
            expect(program).toContain(
                `new SecurityGroupAssignment(\n    "added-${name}",\n` +
                    `    { serverId: "${uuid(1)}", securityGroup: "${name}" },\n    { import: "${uuid(1)}/${name}" },`,
            );
        expect(notes.map(({ text }) => text)).toEqual(texts);
        expect(taken).toEqual([address]);
    });

    test("becomes an assignment to a server of the program with a port that is a resource", async () => {
        const web = server({ network: [{ ...network, port: uuid(4) }] });
        const { program, notes } = await convert(web, port("data"), addition(), ...groups);
        expect(program).toContain('{ serverId: web.id, securityGroup: "db" }');
        expect(notes).toEqual([]);
    });

    test("has its own name where it adds one, and is not taken twice", async () => {
        const again = { ...addition(), name: "again" };
        const { imports, left } = await convert(port("data"), addition(), again, ...groups);
        expect(imports.map(({ name }) => name)).toEqual(["added"]);
        expect(left.map(({ text }) => text)).toEqual([
            `it is the same SecurityGroupAssignment as ${address}.`,
        ]);
    });

    test.each<[string, TerraformResource[], string]>([
        [
            "to one of several ports",
            [server({ network: [network, network] }), port("data"), addition()],
            "its port is one of several of a server, and a group of a Server is on all of them.",
        ],
        [
            "to one of several ports, of which another was attached later",
            [
                server(),
                port("data"),
                addition(),
                resource("openstack_compute_interface_attach_v2", "more", { instance_id: uuid(1) }),
            ],
            "its port is one of several of a server, and a group of a Server is on all of them.",
        ],
        [
            "to a port that is a resource",
            [server(), port("managed"), addition()],
            `the state does not tell of which server port ${uuid(4)} is.`,
        ],
        [
            "that have no name in the state",
            [port("data"), addition({ security_group_ids: [uuid(51), uuid(9)] })],
            `the state does not tell the name of security group ${uuid(9)}.`,
        ],
        [
            "and enforces them elsewhere",
            [port("data"), addition({ enforce: true })],
            "it enforces its groups, which a SecurityGroupAssignment does not.",
        ],
        [
            "and is tainted",
            [server(), port("data"), addition({}, { status: "tainted" })],
            "it is tainted, so that terraform apply replaces it: run that or terraform untaint first.",
        ],
    ])("stays in Terraform: groups %s", async (_what, resources, text) => {
        const { left, taken } = await convert(...resources, ...groups, elsewhere);
        expect(left).toContainEqual({ address, text });
        expect(taken).not.toContain(address);
    });

    test("to a server with another port that was attached later leaves a floating IP at its port", async () => {
        const more = resource("openstack_compute_interface_attach_v2", "more", { instance_id: uuid(1) });
        const other = { ...more, instances: [{ attributes: { instance_id: uuid(2) } }] };
        const program = async (...others: TerraformResource[]) =>
            (await convert(server(), port("data"), byPort, floatingIp(), ...others)).program;
        expect(await program(more)).toContain(`{ portId: "${uuid(4)}" }`);
        expect(await program(other)).toContain("{ serverId: web.id }");
    });

    test("to a server that the state does not have leaves a floating IP at its port", async () => {
        const { program } = await convert(port("data"), byPort, floatingIp());
        expect(program).toContain(`{ portId: "${uuid(4)}" }`);
    });
});

describe("an image", () => {
    const image = (more: Values = {}) =>
        resource("openstack_images_image_v2", "golden", {
            id: uuid(60),
            name: "golden",
            visibility: "private",
            properties: { image_type: "snapshot", instance_uuid: uuid(1) },
            ...more,
        });

    test("of a server of the program is taken over", async () => {
        const { program, left, notes } = await convert(
            server(),
            image({ protected: true, hidden: true, tags: ["v1"] }),
        );
        expect(program).toContain(
            `new ServerImage(\n    "golden",\n    { serverId: web.id, name: "golden" },\n    { import: "${uuid(60)}" },\n);`,
        );
        expect(left).toEqual([]);
        expect(notes.map(({ text }) => text)).toEqual(
            ["protected", "hidden", "tags"].map((name) => `it has ${name}, for which there is no argument.`),
        );
    });

    const uploaded = "it was not made of a server, as a ServerImage is.";
    test.each<[string, Values, string]>([
        ["was uploaded from a file", { local_file_path: "golden.qcow2" }, uploaded],
        ["was uploaded from elsewhere", { image_source_url: "https://example.com/golden" }, uploaded],
        ["is of a volume", { properties: { image_type: "volume", instance_uuid: uuid(1) } }, uploaded],
        ["has empty properties", { properties: {} }, uploaded],
        ["has no properties", { properties: null }, uploaded],
        ["has no server", { properties: { image_type: "snapshot" } }, uploaded],
        [
            "is of another server",
            { properties: { image_type: "snapshot", instance_uuid: uuid(2) } },
            `its server ${uuid(2)} is not in the program.`,
        ],
        ["is public", { visibility: "public" }, "it is public, and a ServerImage is of one project."],
    ])("stays in Terraform if it %s", async (_what, more, text) => {
        expect((await convert(server(), image(more))).left).toEqual([
            { address: "openstack_images_image_v2.golden", text },
        ]);
    });
});

describe("what stays in Terraform", () => {
    test.each<[string, TerraformResource, string]>([
        ["another type", resource("random_id", "suffix", {}), "there is no kind for random_id."],
        ["a connection alone", byPort, "its floating IP is not in the program."],
        [
            "a tainted one",
            server({}, { status: "tainted" }),
            "it is tainted, so that terraform apply replaces it: run that or terraform untaint first.",
        ],
        [
            "a deposed one",
            server({}, { deposed: "d0" }),
            "it is a deposed object, which terraform apply deletes.",
        ],
        [
            "one of an old version",
            { ...server(), instances: [{ attributes_flat: { id: uuid(1) } }] },
            "its state is of Terraform 0.11: run terraform apply -refresh-only with a newer one first.",
        ],
        [
            "a paused server",
            server({ power_state: "paused" }),
            "it is paused, and a Server is active, stopped or shelved.",
        ],
        ["a server without a keypair", server({ key_pair: "" }), "its state has no key_pair."],
        [
            "a server without a network",
            server({ network: [], image_id: "" }),
            "networks must have at least 1 item, got 0.",
        ],
        [
            "a server whose name is not one here either",
            server({ network: [], name: " web" }),
            'name must be printable characters (no emoji) without leading or trailing whitespace, got " web"; networks must have at least 1 item, got 0.',
        ],
        [
            "a volume that lacks half of its key",
            volume("data", { nhn_encryption: [{ skm_appkey: "do-not-print", skm_key_id: "" }] }),
            "encryption.keyId is required: set it to the id of a symmetric key.",
        ],
        [
            "a server without a disk to boot from",
            server({ image_id: "" }),
            "imageId is required: set it to the id of an image, or boot from a volume or snapshot in blockDevices.",
        ],
        [
            "a policy that is not offered",
            resource("openstack_compute_servergroup_v2", "near", {
                id: uuid(5),
                name: "near",
                policies: ["affinity", "soft-affinity"],
            }),
            'its policy is "affinity, soft-affinity", and that of a PlacementPolicy is always anti-affinity.',
        ],
        [
            "a volume without a size",
            volume("data", { size: 0 }),
            "size is required: set it to the size in GB.",
        ],
    ])("is %s", async (_what, one, text) => {
        const { code, out } = await run(stateOf(one), "-", "--json");
        expect(code).toBe(1);
        expect(JSON.parse(out)).toMatchObject({ program: "", taken: [], left: [{ text }] });
    });

    test("is the second of two that are the same", async () => {
        const { left } = await convert(volume("one"), volume("two"));
        expect(left).toEqual([
            {
                address: "openstack_blockstorage_volume_v3.two",
                text: "it is the same Volume as openstack_blockstorage_volume_v3.one.",
            },
        ]);
    });

    test("is told on stderr, without a next step if it is all", async () => {
        expect(await run(stateOf(resource("random_id", "suffix", {})), "-")).toEqual({
            code: 1,
            out: "",
            errors: "0 of 1 resources of the state are in the program.\n\nThese stay in Terraform:\n  random_id.suffix: there is no kind for random_id.\n",
        });
    });

    test("is no data source, of which an id is written where it is used", async () => {
        const image: TerraformResource = {
            ...resource("openstack_images_image_v2", "ubuntu", { id: uuid(8) }),
            mode: "data",
        };
        expect(await convert(image, server())).toMatchObject({
            left: [],
            taken: ["openstack_compute_instance_v2.web"],
        });
    });
});

describe("notes", () => {
    const without = (name: string) => `it has ${name}, for which there is no argument.`;

    test.each<[TerraformResource, string[]]>([
        [
            server({
                metadata: { os_type: "linux", own: "yes" },
                config_drive: true,
                personality: [{ file: "/etc/motd", content: "do-not-print" }],
                admin_pass: "do-not-print",
                tags: ["blue"],
                hypervisor_hostname: "host",
                force_delete: true,
                block_device: [
                    {
                        source_type: "image",
                        uuid: uuid(8),
                        guest_format: "ext4",
                        device_type: "disk",
                        disk_bus: "virtio",
                        multiattach: true,
                    },
                ],
            }),
            [
                ...["config_drive", "personality", "admin_pass", "tags", "hypervisor_hostname"].map(without),
                without("force_delete"),
                "it has metadata os_type, which the cloud reserves.",
                ...["guest_format", "device_type", "disk_bus", "multiattach"].map(without),
            ],
        ],
        [
            volume("data", {
                metadata: { readonly: "False", own: "yes" },
                scheduler_hints: [{ same_host: [] }],
                consistency_group_id: "group",
                multiattach: true,
            }),
            [
                ...["scheduler_hints", "consistency_group_id", "multiattach"].map(without),
                "it has metadata readonly, which the cloud reserves.",
            ],
        ],
        ...["image_id", "source_vol_id", "source_replica", "backup_id"].map(
            (name): [TerraformResource, string[]] => [
                volume("data", { [name]: uuid(5) }),
                ["it was made from an image, a backup or another volume: a replacement would be empty."],
            ],
        ),
        [
            resource("openstack_compute_volume_attach_v2", "data", {
                instance_id: uuid(1),
                volume_id: uuid(2),
                multiattach: true,
                tag: "data",
            }),
            ["multiattach", "tag"].map(without),
        ],
        [
            floatingIp({
                description: "shop",
                tags: ["blue"],
                dns_name: "shop",
                dns_domain: "example.com.",
                value_specs: { a: "b" },
            }),
            ["description", "tags", "dns_name", "dns_domain", "value_specs"].map(without),
        ],
        [resource("nhncloud_compute_keypair_v2", "access", { name: "access", private_key: "" }), []],
    ])("tell what a program cannot say: %#", async (one, texts) => {
        const { notes, left, program } = await convert(one);
        expect(left).toEqual([]);
        expect(notes.map(({ text }) => text)).toEqual(texts);
        expect(program).not.toMatch(/do-not-print|os_type|readonly/);
    });
});

test("a placement policy has its name", async () => {
    const group = { id: uuid(5), name: "apart", policies: ["anti-affinity"] };
    const { program } = await convert(resource("openstack_compute_servergroup_v2", "group", group));
    expect(program).toContain('{ name: "apart" }');
});

test("a volume has all that the state has of it", async () => {
    const { program } = await convert(
        volume("data", {
            description: "orders",
            volume_type: "General SSD",
            availability_zone: "kr-pub-a",
            snapshot_id: uuid(4),
            metadata: { role: "db" },
            nhn_encryption: [{ skm_appkey: "", skm_key_id: "" }],
        }),
    );
    const args = [
        'name: "data"',
        'description: "orders"',
        "size: 10",
        'volumeType: "General SSD"',
        'availabilityZone: "kr-pub-a"',
        `snapshotId: "${uuid(4)}"`,
        'metadata: { role: "db" }',
    ];
    expect(program).toContain(`    {\n${args.map((arg) => `        ${arg},\n`).join("")}    },\n`);
});

test("what has another shape than the providers write counts as not set", async () => {
    const odd = { security_groups: [1], metadata: { count: 1 }, scheduler_hints: ["group"], image_id: 8 };
    const block_device = [{ source_type: "image", uuid: uuid(8), boot_index: "0", volume_size: "20" }];
    const { program, left } = await convert(server({ ...odd, block_device }), volume("data", { size: "10" }));
    expect(program).not.toMatch(/securityGroups|metadata|placementPolicyId|volumeSize/);
    expect(left.map(({ text }) => text)).toEqual(["size is required: set it to the size in GB."]);
});

describe("a state", () => {
    const hint = "Pass a terraform.tfstate, or - for what terraform state pull prints.";
    test.each([
        ["is not JSON", 'password = "do-not-print"', "the state is not JSON"],
        ["is not an object", "[]", "the state is not JSON"],
        [
            "is of an older version",
            '{"version":3,"modules":[]}',
            "the state has version 3, and only 4 can be read",
        ],
        ["has no version", '{"encrypted_data":"…"}', "the state has version unknown, and only 4 can be read"],
    ])("that %s is refused", async (_what, text, message) => {
        await expect(run(text, "-")).rejects.toMatchObject({ message, hint });
    });

    test.each(['{"version":4}', '{"version":4,"resources":[null,1,{"instances":[null,"one"]}]}'])(
        "that has nothing is converted to nothing: %s",
        async (text) => {
            expect(await run(text, "-")).toMatchObject({ code: 0, out: "" });
        },
    );

    test.each([[[]], [["one", "two"]]])("is asked for once: %j", async (words) => {
        await expect(run("{}", ...words)).rejects.toMatchObject({
            message: "it takes one state",
            hint: "Pass a terraform.tfstate, or -.",
        });
    });

    test("is read from the file or the standard input that is named, which a terminal shows", async () => {
        const asked: string[] = [];
        const clock = new ManualClock();
        const read = async (file: string) => {
            asked.push(file);
            await clock.sleep(2000);
            return '{"version":4}';
        };
        const { errors } = await runCommand(fromTerraformCommand, ["old.tfstate"], {
            clock,
            surroundings: { read },
            isTTY: true,
        });
        expect(asked).toEqual(["old.tfstate"]);
        expect(errors).toBe(
            "Reading the state …\r\u001b[K0 of 0 resources of the state are in the program.\n",
        );
    });
});

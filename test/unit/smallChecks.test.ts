import { checked, sentences, serverId, smallServer, type Values, volumeId } from "./plugin";

describe("a keypair", () => {
    test.each<[string, Values]>([
        ["with nothing", {}],
        ["with a name of 255 characters", { name: "n".repeat(255) }],
        ["with an RSA key", { publicKey: "ssh-rsa AAAAB3NzaC1yc2E me@example.com" }],
        ["with an Ed25519 key without a comment", { publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5" }],
        ["with an elliptic key", { publicKey: "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= me" }],
        [
            "with a key in hardware",
            { publicKey: "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t me" },
        ],
    ])("%s is fine", async (_, inputs) => {
        expect(await sentences("Keypair", inputs)).toEqual([]);
    });

    test.each<[string, Values, string]>([
        [
            "a slash in its name",
            { name: "a/b" },
            'name must be letters, digits, spaces, _ and -, without leading or trailing spaces, got "a/b".',
        ],
        [
            "a name that is too long",
            { name: "n".repeat(256) },
            `name must be at most 255 characters long, got 256.`,
        ],
        ...["ssh-rsa AAAA", "ssh-rsa garbage", "ssh-rsa AAAAC3NzaC1lZDI1NTE5 me"].map(
            (publicKey): [string, Values, string] => [
                `"${publicKey}", which is no key of that type`,
                { publicKey },
                'publicKey must be a public key in OpenSSH format ("ssh-rsa AAAA…").',
            ],
        ),
        [
            "a key of another format",
            { publicKey: "AAAAB3NzaC1yc2E" },
            'publicKey must be a public key in OpenSSH format ("ssh-rsa AAAA…").',
        ],
    ])("with %s", async (_, inputs, sentence) => {
        expect(await sentences("Keypair", inputs)).toEqual([sentence]);
    });

    test("never shows what was given instead of a public key", async () => {
        const key =
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
        const found = await sentences("Keypair", { publicKey: key });
        expect(found).toHaveLength(1);
        expect(found[0]).not.toContain("MII");
    });
});

describe.each([
    ["VolumeAttachment", "volumeId", volumeId],
    ["SecurityGroupAssignment", "securityGroup", "web"],
])("a %s", (kind, other, value) => {
    test("with a server and the other thing is fine", async () => {
        expect(await sentences(kind, { serverId, [other]: value })).toEqual([]);
        expect(await sentences(kind, { serverId: serverId.toUpperCase(), [other]: value })).toEqual([]);
    });

    test("with a server's name instead of its id", async () => {
        expect(await sentences(kind, { serverId: "web", [other]: value })).toEqual([
            'serverId must be a UUID, got "web".',
        ]);
    });
});

test("a volume attachment without anything", async () => {
    expect(await sentences("VolumeAttachment", {})).toEqual([
        "serverId is required: set it to the id of a server.",
        "volumeId is required: set it to the id of a volume.",
    ]);
});

test("a volume attachment with a volume's name instead of its id, and a flag that is none", async () => {
    expect(await sentences("VolumeAttachment", { serverId, volumeId: "data", stopBeforeDetach: 1 })).toEqual([
        'volumeId must be a UUID, got "data".',
        "stopBeforeDetach must be true or false, got 1.",
    ]);
});

test("a security group assignment without anything", async () => {
    expect(await sentences("SecurityGroupAssignment", { securityGroup: null })).toEqual([
        "serverId is required: set it to the id of a server.",
        "securityGroup is required: set it to the name or id of a security group.",
    ]);
});

test("a server image of nothing, with a flag that is none and metadata that are too long", async () => {
    const metadata = { team: "b".repeat(256) };
    expect(await sentences("ServerImage", { stopServer: 1, metadata })).toEqual([
        "serverId is required: set it to the id of a server.",
        "metadata.team must be at most 255 characters long, got 256.",
        "stopServer must be true or false, got 1.",
    ]);
});

describe("a readiness check", () => {
    test.each<[string, Values]>([
        ["with a name", { host: "web-1.example.com" }],
        ["with an IPv6 address", { host: "fd00::5" }],
        ["with a name of one letter", { host: "w" }],
        ["over TCP", { host: "web", port: 22 }],
        ["over TCP, in so many words", { host: "web", port: 22, protocol: "tcp" }],
        [
            "over HTTPS, with everything",
            { host: "web", protocol: "https", path: "/a?b=c", expectStatus: 204 },
        ],
        ["with triggers of any kind", { host: "web", triggers: [1, "a", { b: [true] }] }],
    ])("%s is fine", async (_, inputs) => {
        expect(await sentences("Readiness", inputs)).toEqual([]);
    });

    test.each<[string, Values, string]>([
        [
            "without a host",
            { host: undefined },
            "host is required: set it to the server's address, for example server.accessIp.",
        ],
        [
            "with a URL",
            { host: "http://web" },
            'host must be a host name or an IP address, got "http://web".',
        ],
        [
            "with a port behind the host",
            { host: "web:80" },
            'host must be a host name or an IP address, got "web:80".',
        ],
        [
            "with a path behind an IPv6 address",
            { host: "fd00::5/health" },
            'host must be a host name or an IP address, got "fd00::5/health".',
        ],
        [
            "with the URL of an IPv6 address",
            { host: "http://[fd00::5" },
            'host must be a host name or an IP address, got "http://[fd00::5".',
        ],
        ["with port 0", { port: 0 }, "port must be an integer of at least 1, got 0."],
        ["with a port that there is not", { port: 65_536 }, "port must be at most 65535, got 65536."],
        ["over UDP", { protocol: "udp" }, 'protocol must be "tcp", "http" or "https", got "udp".'],
        [
            "with a relative path",
            { path: "health" },
            'path must be an absolute path, as in "/health", got "health".',
        ],
        [
            "with a URL for a path",
            { path: "http://web/health" },
            'path must be an absolute path, as in "/health", got "http://web/health".',
        ],
        [
            "with a space in its path",
            { path: "/my health" },
            'path must be an absolute path, as in "/health", got "/my health".',
        ],
        [
            "with a status that there is not",
            { expectStatus: 99 },
            "expectStatus must be an integer of at least 100, got 99.",
        ],
        ["over TCP without a port", { protocol: "tcp" }, "port is required for tcp."],
        [
            "over TCP with a path",
            { protocol: "tcp", port: 22, path: "/" },
            "path is only for http and https: omit it, or change protocol.",
        ],
        [
            "over TCP with a status",
            { protocol: "tcp", port: 22, expectStatus: 200 },
            "expectStatus is only for http and https: omit it, or change protocol.",
        ],
        ["with a trigger that is no list", { triggers: "1" }, 'triggers must be a list, got "1".'],
    ])("%s", async (_, inputs, sentence) => {
        expect(await sentences("Readiness", { host: "web", ...inputs })).toEqual([sentence]);
    });
});

describe("a volume", () => {
    const key = { appkey: "s3cret-appkey", keyId: "key1" };
    const encrypted = { size: 10, volumeType: "Encrypted SSD" };

    test.each<[string, Values]>([
        ["with a size alone", { size: 1 }],
        ["with a key for an encrypted type", { ...encrypted, encryption: key }],
        ["of an encrypted type whose key is the cloud's own", encrypted],
    ])("%s is fine", async (_, inputs) => {
        expect(await sentences("Volume", inputs)).toEqual([]);
    });

    const other = 'volumeType must be an encrypted type when encryption is set, for example "Encrypted SSD".';
    test.each<[string, Values, string[]]>([
        ["without a size", {}, ["size is required: set it to the size in GB."]],
        ["of 0 GB", { size: 0 }, ["size must be an integer of at least 1, got 0."]],
        [
            "with an emoji and a name for an id",
            { size: 1, description: "\u{1F680}", snapshotId: "backup" },
            [
                'description must be printable characters (no emoji) without leading or trailing whitespace, got "\u{1F680}".',
                'snapshotId must be a UUID, got "backup".',
            ],
        ],
        ["with a key and no type", { size: 1, encryption: key }, [other]],
        [
            "with a key for another type",
            { ...encrypted, volumeType: "General SSD", encryption: key },
            [other],
        ],
        [
            "with half a key",
            { ...encrypted, encryption: { keyId: "key1" } },
            ["encryption.appkey is required: set it to the appkey of Secure Key Manager."],
        ],
        [
            "with a key without an id",
            { ...encrypted, encryption: { appkey: "s3cret-appkey" } },
            ["encryption.keyId is required: set it to the id of a symmetric key."],
        ],
        [
            "with a key whose id is too long, and whose appkey is a number",
            { ...encrypted, encryption: { appkey: 12_345, keyId: "k".repeat(256) } },
            [
                "encryption.appkey must be a string, got a value of type number.",
                "encryption.keyId must be at most 255 characters long, got 256.",
            ],
        ],
        [
            "with the mark of this package, and with keys of the cloud",
            { size: 1, metadata: { "pulumi-nhncloud-nonce": "x", attached_mode: "rw", readonly: "True" } },
            ["pulumi-nhncloud-nonce", "attached_mode", "readonly"].map(
                (reserved) => `metadata.${reserved} is reserved by the cloud: remove it.`,
            ),
        ],
        [
            "with texts that are too long",
            {
                size: 1,
                volumeType: "t".repeat(256),
                availabilityZone: "z".repeat(256),
                metadata: { role: "r".repeat(256) },
            },
            ["volumeType", "availabilityZone", "metadata.role"].map(
                (property) => `${property} must be at most 255 characters long, got 256.`,
            ),
        ],
    ])("%s", async (_, inputs, expected) => {
        expect(await sentences("Volume", inputs)).toEqual(expected);
    });

    test.each<[string, unknown]>([
        ["in place of the whole", key.appkey],
        ["that is too long", { ...key, appkey: key.appkey.repeat(20) }],
        ["under another name", { ...key, appKey: key.appkey }],
        ["in a list", [key]],
    ])("never shows an appkey %s", async (_, encryption) => {
        const found = await sentences("Volume", { ...encrypted, encryption });
        expect(found.length).toBeGreaterThan(0);
        expect(found.join("\n")).not.toContain("s3cret");
        const blockDevices = { ...key, encryption };
        const ofServer = await sentences("Server", { ...smallServer, blockDevices });
        expect(ofServer.join("\n")).not.toContain("s3cret");
    });
});

const { name: _ofOneServer, ...ofServers } = smallServer;

const fine: readonly [string, Values][] = [
    ["Keypair", {}],
    ["Server", smallServer],
    ["VolumeAttachment", { serverId, volumeId }],
    ["SecurityGroupAssignment", { serverId, securityGroup: "web" }],
    ["ServerImage", { serverId }],
    ["Volume", { size: 10 }],
    ["PlacementPolicy", {}],
    ["ServerFleet", { ...ofServers, count: 3 }],
    ["Readiness", { host: "192.168.0.5" }],
];

describe.each(fine)("what every resource takes: %s", (kind, inputs) => {
    test.each<[string, Values, string]>([
        ["an empty region", { region: "" }, "region must not be empty: set a value or omit it."],
        ["a region that is a number", { region: 1 }, "region must be a string, got 1."],
        ["timeouts that are a number", { timeouts: 60 }, "timeouts must be an object, got 60."],
        [
            "a timeout of nothing",
            { timeouts: { create: 0 } },
            "timeouts.create must be an integer of at least 1, got 0.",
        ],
        [
            "a timeout that no timer takes",
            { timeouts: { update: 2_147_484 } },
            "timeouts.update must be at most 604800, got 2147484.",
        ],
        [
            "a timeout of more than a week",
            { timeouts: { delete: 604_801 } },
            "timeouts.delete must be at most 604800, got 604801.",
        ],
        [
            "a timeout with a unit",
            { timeouts: { delete: "10m" } },
            'timeouts.delete must be an integer of at least 1, got "10m".',
        ],
        [
            "a timeout of something else",
            { timeouts: { deletes: 5 } },
            "timeouts.deletes is not a known property: did you mean delete?",
        ],
    ])("%s", async (_, more, sentence) => {
        expect(await sentences(kind, { ...inputs, ...more })).toEqual([sentence]);
    });

    test("a timeout of a week is fine", async () => {
        expect(await sentences(kind, { ...inputs, timeouts: { create: 604_800 } })).toEqual([]);
    });

    test("null is the same as nothing", async () => {
        expect(await sentences(kind, { ...inputs, region: null, timeouts: null })).toEqual([]);
    });

    test("the hidden inputs of its class pass", async () => {
        const hidden = { __logicalName: "a", __urn: "urn:a", __provider: "exports.handler = 1" };
        expect(await checked(kind, { ...inputs, ...hidden })).toMatchObject(hidden);
    });
});

describe("a name that is not known", () => {
    test.each<[string, Values, string]>([
        ["flavourId", {}, "flavourId is not a known property: did you mean flavorId?"],
        ["flavorID", {}, "flavorID is not a known property: did you mean flavorId?"],
        ["securityGroup", {}, "securityGroup is not a known property: did you mean securityGroups?"],
        ["user_data", {}, "user_data is not a known property: did you mean userData?"],
        [
            "colour",
            {},
            "colour is not a known property: known properties are region, adoptExisting, timeouts, name, imageId, flavorId, keyName, networks, " +
                "availabilityZone, securityGroups, securityGroupsMode, userData, userDataBase64, userDataReplaceOnChange, metadata, " +
                "metadataMode, blockDevices, powerState, rebootTrigger, rebootType, diskConfig, placementPolicyId, stopBeforeDelete.",
        ],
    ])("%s", async (name, more, sentence) => {
        expect(await sentences("Server", { ...smallServer, ...more, [name]: "x" })).toEqual([sentence]);
    });

    test.each([
        ["subnetId", "did you mean subnet?"],
        ["fixed_ip", "did you mean fixedIp?"],
        ["vlan", "known properties are uuid, subnet, port, fixedIp."],
    ])("networks[0].%s", async (name, end) => {
        const networks = [{ subnet: "subnet1", [name]: "x" }];
        expect(await sentences("Server", { ...smallServer, networks })).toEqual([
            `networks[0].${name} is not a known property: ${end}`,
        ]);
    });

    test("is told together with all other mistakes", async () => {
        expect(
            await sentences("Server", { ...smallServer, colour: "x", rebootType: "x", name: 1 }),
        ).toHaveLength(3);
    });

    test.each(["constructor", "toString"])(
        "%s is not known either, although every object has one",
        async (name) => {
            expect(await sentences("Keypair", { [name]: "x" })).toEqual([
                `${name} is not a known property: known properties are region, adoptExisting, timeouts, name, publicKey.`,
            ]);
        },
    );
});

describe("a floating IP", () => {
    test.each<[string, Values]>([
        ["with nothing", {}],
        ["for a server", { serverId }],
        ["for one of a port's addresses", { portId: volumeId, fixedIp: "192.168.0.10" }],
        ["with a label in letters of any script", { label: "웹서버1" }],
        ["that exists under a label", { label: "web", adoptExisting: true }],
    ])("%s is fine", async (_, inputs) => {
        expect(await sentences("FloatingIp", inputs)).toEqual([]);
    });

    test.each<[string, Values, string]>([
        [
            "for a server and a port",
            { serverId, portId: volumeId },
            "serverId and portId are mutually exclusive: set only one of them.",
        ],
        [
            "for an address of nothing",
            { fixedIp: "192.168.0.10" },
            "fixedIp requires serverId or portId: set one of them, or omit fixedIp.",
        ],
        [
            "that exists under no label",
            { adoptExisting: true },
            "adoptExisting requires label, which identifies the floating IP: set label, or omit adoptExisting.",
        ],
        ["with a label of words", { label: "a b" }, 'label must be letters and digits, got "a b".'],
        [
            "with a label that is too long",
            { label: "n".repeat(65) },
            "label must be at most 64 characters long, got 65.",
        ],
        ["for what is no address", { serverId, fixedIp: "web" }, 'fixedIp must be an IP address, got "web".'],
    ])("%s", async (_, inputs, sentence) => {
        expect(await sentences("FloatingIp", inputs)).toEqual([sentence]);
    });
});

import { disk, sentences, smallServer, type Values, volumeId } from "./plugin";

const check = (more: Values, settings?: Record<string, string>) =>
    sentences("Server", { ...smallServer, ...more }, settings);

describe("a server", () => {
    test("with as little as possible is fine", async () => {
        const { flavorId, imageId, keyName, networks } = smallServer;
        expect(await sentences("Server", { flavorId, imageId, keyName, networks })).toEqual([]);
    });

    test("with everything is fine", async () => {
        expect(
            await check({
                availabilityZone: "kr-pub-a",
                securityGroups: ["default"],
                userData: "#!/bin/sh",
                userDataReplaceOnChange: false,
                metadata: { team: "blue", empty: "" },
                blockDevices: [
                    disk,
                    { sourceType: "blank", destinationType: "volume", bootIndex: -1, volumeSize: 1 },
                ],
                powerState: "stopped",
                rebootTrigger: "1",
                rebootType: "HARD",
                diskConfig: "AUTO",
                placementPolicyId: volumeId,
                stopBeforeDelete: true,
                timeouts: { create: 1, update: 2, delete: 3 },
            }),
        ).toEqual([]);
    });

    test("without anything has one sentence for each thing that is missing", async () => {
        expect(await sentences("Server", {})).toEqual([
            "flavorId is required: set it to the id of a flavor.",
            "keyName is required: set it to the name of a keypair.",
            "networks is required: set it to at least one network, for example [{ subnet: SUBNET_ID }].",
        ]);
    });
});

describe("a server's own values", () => {
    test.each<[string, Values, string]>([
        [
            "a name that is too long",
            { name: "n".repeat(256) },
            `name must be at most 255 characters long, got 256.`,
        ],
        ["an empty name", { name: "" }, "name must not be empty: set a value or omit it."],
        ["a name that is a number", { name: 7 }, "name must be a string, got 7."],
        ["an empty flavor", { flavorId: "" }, "flavorId must not be empty: set a value or omit it."],
        ["no network", { networks: [] }, "networks must have at least 1 item, got 0."],
        [
            "networks that are no list",
            { networks: { subnet: "subnet1" } },
            'networks must be a list, got {"subnet":"subnet1"}.',
        ],
        [
            "a network that is a text",
            { networks: ["subnet1"] },
            'networks[0] must be an object, got "subnet1".',
        ],
        [
            "a network without a member",
            { networks: [{ subnet: "subnet1" }, {}] },
            "networks[1] must have at least one of uuid, subnet, port and fixedIp.",
        ],
        [
            "a network whose only member is null",
            { networks: [{ subnet: null }] },
            "networks[0] must have at least one of uuid, subnet, port and fixedIp.",
        ],
        [
            "an address that is none",
            { networks: [{ fixedIp: "ten" }] },
            'networks[0].fixedIp must be an IP address, got "ten".',
        ],
        ...["1", "1.2.3", "999.0.0.1", "10.0.0.5/24", "a:b", "fe80::1%eth0%"].map(
            (fixedIp): [string, Values, string] => [
                `${fixedIp} as an address`,
                { networks: [{ fixedIp }] },
                `networks[0].fixedIp must be an IP address, got "${fixedIp}".`,
            ],
        ),
        [
            "a port by its name",
            { networks: [{ port: "web" }] },
            'networks[0].port must be a UUID, got "web".',
        ],
        [
            "a placement policy by its name",
            { placementPolicyId: "apart" },
            'placementPolicyId must be a UUID, got "apart".',
        ],
        [
            "a zone with a host that cannot be printed",
            { availabilityZone: "kr-pub-a:\n" },
            'availabilityZone must be printable characters (no emoji) without leading or trailing whitespace, got "kr-pub-a:\\n".',
        ],
        [
            "a group that is an object",
            { securityGroups: [{ name: "web" }] },
            'securityGroups[0] must be a string, got {"name":"web"}.',
        ],
        [
            "an empty group",
            { securityGroups: ["web", ""] },
            "securityGroups[1] must not be empty: set a value or omit it.",
        ],
        [
            "another power state",
            { powerState: "on" },
            'powerState must be "active", "stopped" or "shelved", got "on".',
        ],
        [
            "another mode",
            { metadataMode: "mine" },
            'metadataMode must be "additive" or "exclusive", got "mine".',
        ],
        [
            "an exclusive list that is not given",
            { securityGroupsMode: "exclusive" },
            'securityGroups is required when securityGroupsMode is "exclusive": list everything the server may have.',
        ],
        ["another reboot", { rebootType: "WARM" }, 'rebootType must be "SOFT" or "HARD", got "WARM".'],
        [
            "another partitioning",
            { diskConfig: "auto" },
            'diskConfig must be "MANUAL" or "AUTO", got "auto".',
        ],
        [
            "a flag in words",
            { stopBeforeDelete: "yes" },
            'stopBeforeDelete must be true or false, got "yes".',
        ],
        [
            "no image",
            { imageId: undefined },
            "imageId is required: set it to the id of an image, or boot from a volume or snapshot in blockDevices.",
        ],
    ])("%s", async (_, more, sentence) => {
        expect(await check(more)).toEqual([sentence]);
    });

    test("are fine up to the limit", async () => {
        expect(await check({ name: "n".repeat(255) })).toEqual([]);
        expect(
            await check({ networks: [{ fixedIp: "10.0.0.5" }, { fixedIp: "fd00::5" }, { port: volumeId }] }),
        ).toEqual([]);
    });
});

describe("metadata", () => {
    test.each<[string, unknown, string]>([
        ["a list", ["a"], 'metadata must be an object whose values are strings, got ["a"].'],
        ["a number", { team: 7 }, "metadata.team must be a string, got 7."],
        [
            "a value that is too long",
            { team: "v".repeat(256) },
            "metadata.team must be at most 255 characters long, got 256.",
        ],
        [
            "a key that is too long",
            { ["k".repeat(256)]: "x" },
            `metadata key "${"k".repeat(39)}… must be 1 to 255 characters long, got 256.`,
        ],
        ["an empty key", { "": "x" }, 'metadata key "" must be 1 to 255 characters long, got 0.'],
        [
            "a key of the cloud's own",
            { team: "blue", os_type: "linux" },
            "metadata.os_type is reserved by the cloud: remove it.",
        ],
    ])("%s", async (_, metadata, sentence) => {
        expect(await check({ metadata })).toEqual([sentence]);
    });

    test("is fine up to the limit", async () => {
        expect(await check({ metadata: { ["k".repeat(255)]: "v".repeat(255) } })).toEqual([]);
    });

    test.each<[string, unknown, string]>([
        ["a text", "team=blue", 'metadata must be an object whose values are strings, got "team=blue".'],
        ["a list", ["a"], 'metadata must be an object whose values are strings, got ["a"].'],
    ])("that is %s is refused also where there is default metadata", async (_, metadata, sentence) => {
        expect(await check({ metadata }, { NHNCLOUD_DEFAULT_METADATA: '{"team":"blue"}' })).toEqual([
            sentence,
        ]);
    });
});

describe("user data", () => {
    test("up to 65,535 bytes of base64 are fine", async () => {
        expect(await check({ userData: "x".repeat(49_149) })).toEqual([]);
        expect(await check({ userDataBase64: "A".repeat(65_532) })).toEqual([]);
    });

    test.each<[string, Values, string]>([
        [
            "too much text",
            { userData: "x".repeat(49_152) },
            "userData must be at most 65535 bytes in base64, got 65536: let it download the rest.",
        ],
        [
            "text whose letters have several bytes",
            { userData: "한".repeat(16_384) },
            "userData must be at most 65535 bytes in base64, got 65536: let it download the rest.",
        ],
        [
            "too much base64",
            { userDataBase64: "A".repeat(65_536) },
            "userDataBase64 must be at most 65535 bytes in base64, got 65536: let it download the rest.",
        ],
        [
            "both forms",
            { userData: "a", userDataBase64: "YQ==" },
            "userData and userDataBase64 are mutually exclusive: set only one of them.",
        ],
        [
            "plain text as base64",
            { userDataBase64: "#!/bin/sh" },
            "userDataBase64 must be base64: use userData for plain text.",
        ],
        [
            "plain text of letters as base64",
            { userDataBase64: "hunter2" },
            "userDataBase64 must be base64: use userData for plain text.",
        ],
        ["empty text", { userData: "" }, "userData must not be empty: set a value or omit it."],
    ])("%s", async (_, more, sentence) => {
        expect(await check(more)).toEqual([sentence]);
    });

    test("are never shown", async () => {
        const secret = "hunter2 ".repeat(9000);
        const wrong: Values[] = [
            { userData: secret },
            { userDataBase64: secret },
            { userDataBase64: "hunter2!" },
            { userData: { hunter2: "hunter2" } },
            { userData: ["hunter2"] },
            { userDataBase64: { hunter2: true } },
            { userData: "hunter2", userDataBase64: "hunter2" },
        ];
        for (const more of wrong) {
            const found = await check(more);
            expect(found.length).toBeGreaterThan(0);
            expect(found.join()).not.toContain("hunter2");
        }
    });

    test("of a wrong type are told by their type", async () => {
        expect(await check({ userData: { a: 1 } })).toEqual([
            "userData must be a string, got a value of type object.",
        ]);
    });
});

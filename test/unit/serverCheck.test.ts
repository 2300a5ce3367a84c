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
            "flavorId is missing: give the id of an instance type.",
            "keyName is missing: give the name of a keypair.",
            "networks is missing: give at least one network, for example [{ subnet: SUBNET_ID }].",
        ]);
    });
});

describe("a server's own values", () => {
    test.each<[string, Values, string]>([
        [
            "a name that is too long",
            { name: "n".repeat(256) },
            `name "${"n".repeat(39)}… has 256 characters: 255 are the most. Shorten it.`,
        ],
        ["an empty name", { name: "" }, "name is empty: leave it out, or give it a value."],
        ["a name that is a number", { name: 7 }, "name must be a string, but is 7."],
        ["an empty flavor", { flavorId: "" }, "flavorId is empty: leave it out, or give it a value."],
        ["no network", { networks: [] }, "networks is empty: give at least 1."],
        [
            "networks that are no list",
            { networks: { subnet: "subnet1" } },
            'networks must be a list, but is {"subnet":"subnet1"}.',
        ],
        [
            "a network that is a text",
            { networks: ["subnet1"] },
            'networks[0] must be an object, but is "subnet1".',
        ],
        [
            "a network without a member",
            { networks: [{ subnet: "subnet1" }, {}] },
            "networks[1] is empty: give it at least one of uuid, subnet, port and fixedIp.",
        ],
        [
            "a network whose only member is null",
            { networks: [{ subnet: null }] },
            "networks[0] is empty: give it at least one of uuid, subnet, port and fixedIp.",
        ],
        [
            "an address that is none",
            { networks: [{ fixedIp: "ten" }] },
            'networks[0].fixedIp must be an IP address, but is "ten".',
        ],
        ...["1", "1.2.3", "999.0.0.1", "10.0.0.5/24", "a:b", "fe80::1%eth0%"].map(
            (fixedIp): [string, Values, string] => [
                `${fixedIp} as an address`,
                { networks: [{ fixedIp }] },
                `networks[0].fixedIp must be an IP address, but is "${fixedIp}".`,
            ],
        ),
        [
            "a port by its name",
            { networks: [{ port: "web" }] },
            'networks[0].port must be a UUID, but is "web".',
        ],
        [
            "a placement policy by its name",
            { placementPolicyId: "apart" },
            'placementPolicyId must be a UUID, but is "apart".',
        ],
        [
            "a zone with a host that cannot be printed",
            { availabilityZone: "kr-pub-a:\n" },
            'availabilityZone must be printable characters (no emoji) without white space at either end, but is "kr-pub-a:\\n".',
        ],
        [
            "a group that is an object",
            { securityGroups: [{ name: "web" }] },
            'securityGroups[0] must be a string, but is {"name":"web"}.',
        ],
        [
            "an empty group",
            { securityGroups: ["web", ""] },
            "securityGroups[1] is empty: leave it out, or give it a value.",
        ],
        [
            "another power state",
            { powerState: "on" },
            'powerState must be "active" or "stopped" or "shelved", but is "on".',
        ],
        [
            "another mode",
            { metadataMode: "mine" },
            'metadataMode must be "additive" or "exclusive", but is "mine".',
        ],
        [
            "an exclusive list that is not given",
            { securityGroupsMode: "exclusive" },
            'securityGroupsMode is "exclusive", but securityGroups is missing: say all that the server may have.',
        ],
        ["another reboot", { rebootType: "WARM" }, 'rebootType must be "SOFT" or "HARD", but is "WARM".'],
        [
            "another partitioning",
            { diskConfig: "auto" },
            'diskConfig must be "MANUAL" or "AUTO", but is "auto".',
        ],
        [
            "a flag in words",
            { stopBeforeDelete: "yes" },
            'stopBeforeDelete must be true or false, but is "yes".',
        ],
        [
            "no image",
            { imageId: undefined },
            "imageId is missing: give an image, or blockDevices whose root disk is a volume or a snapshot.",
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
        ["a list", ["a"], 'metadata must be an object of strings, but is ["a"].'],
        ["a number", { team: 7 }, "metadata.team must be a string, but is 7."],
        [
            "a value that is too long",
            { team: "v".repeat(256) },
            "metadata.team has 256 characters: 255 are the most. Shorten it.",
        ],
        [
            "a key that is too long",
            { ["k".repeat(256)]: "x" },
            `metadata key "${"k".repeat(39)}… has 256 characters: a key has 1 to 255.`,
        ],
        ["an empty key", { "": "x" }, 'metadata key "" has 0 characters: a key has 1 to 255.'],
        [
            "a key of the cloud's own",
            { team: "blue", os_type: "linux" },
            "metadata.os_type is written by the cloud itself: leave it out.",
        ],
    ])("%s", async (_, metadata, sentence) => {
        expect(await check({ metadata })).toEqual([sentence]);
    });

    test("is fine up to the limit", async () => {
        expect(await check({ metadata: { ["k".repeat(255)]: "v".repeat(255) } })).toEqual([]);
    });

    test.each<[string, unknown, string]>([
        ["a text", "team=blue", 'metadata must be an object of strings, but is "team=blue".'],
        ["a list", ["a"], 'metadata must be an object of strings, but is ["a"].'],
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
            "userData has 65536 bytes in base64: 65535 are the most. Let it fetch the rest from somewhere.",
        ],
        [
            "text whose letters have several bytes",
            { userData: "한".repeat(16_384) },
            "userData has 65536 bytes in base64: 65535 are the most. Let it fetch the rest from somewhere.",
        ],
        [
            "too much base64",
            { userDataBase64: "A".repeat(65_536) },
            "userDataBase64 has 65536 bytes in base64: 65535 are the most. Let it fetch the rest from somewhere.",
        ],
        [
            "both forms",
            { userData: "a", userDataBase64: "YQ==" },
            "userData and userDataBase64 are both given: give one of them.",
        ],
        [
            "plain text as base64",
            { userDataBase64: "#!/bin/sh" },
            "userDataBase64 is not base64: give the plain text as userData instead.",
        ],
        [
            "plain text of letters as base64",
            { userDataBase64: "hunter2" },
            "userDataBase64 is not base64: give the plain text as userData instead.",
        ],
        ["empty text", { userData: "" }, "userData is empty: leave it out, or give it a value."],
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
            "userData must be a string, but is of type object.",
        ]);
    });
});
